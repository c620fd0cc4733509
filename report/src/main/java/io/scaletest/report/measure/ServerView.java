package io.scaletest.report.measure;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.report.input.ServerHistogram;
import io.scaletest.report.input.ServerMetricsFile;
import io.scaletest.report.input.ServerMetricsFile.SliKey;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ServerFigure;
import io.scaletest.report.model.ServerSli;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the API server says of its own time between two scrapes of its metrics, and what the client
 * measured on top of that.
 */
final class ServerView {
  private static final int HISTOGRAMS_MAX = 20;
  private static final double MS_PER_S = 1e3;
  private static final double NS_PER_MS = 1e6;
  private static final Map<String, String> VERBS =
      Map.of("create", "request POST ", "update", "request PATCH ", "delete", "request DELETE ");

  /** By the number of requests that the server had answered. */
  private final List<ServerMetricsFile> ordered;

  private final boolean known;

  /** Takes scrapes in any order. */
  ServerView(List<ServerMetricsFile> scrapes) {
    ordered =
        scrapes.stream().sorted(Comparator.comparingDouble(ServerMetricsFile::requests)).toList();
    known = ordered.size() >= 2 && isOfOneProcess();
  }

  /** What the counters of others counted cannot be subtracted. */
  private boolean isOfOneProcess() {
    for (int i = 1; i < ordered.size(); i++) {
      if (!ordered.get(i).continues(ordered.get(i - 1))) {
        return false;
      }
    }
    return true;
  }

  /** Returns why nothing is known; empty where something is. */
  Optional<String> unknown() {
    if (known) {
      return Optional.empty();
    }
    return Optional.of(
        ordered.size() < 2
            ? "no two scrapes of the API server's metrics: its own view is not known"
            : "the API server's view of the whole run: its scrapes are of more than one process"
                + " (it was started anew, or there are several)");
  }

  private ServerMetricsFile before() {
    return ordered.get(0);
  }

  private ServerMetricsFile after() {
    return ordered.get(ordered.size() - 1);
  }

  /**
   * Returns the figures; none of fewer than two scrapes, of which the first and the last count, nor
   * of those of several processes.
   *
   * @param client the client's own latencies
   */
  List<ServerFigure> figures(List<Series> client) {
    if (!known) {
      return List.of();
    }
    List<Map.Entry<String, ServerHistogram>> changed =
        after().histograms().entrySet().stream()
            .map(each -> Map.entry(each.getKey(), since(before(), each)))
            .filter(each -> each.getValue().count() > 0)
            .sorted(
                Comparator.comparingDouble(
                    (Map.Entry<String, ServerHistogram> each) -> -each.getValue().count()))
            .toList();
    var figures = new ArrayList<ServerFigure>();
    for (Map.Entry<String, ServerHistogram> each :
        changed.subList(0, Math.min(HISTOGRAMS_MAX, changed.size()))) {
      ServerHistogram sums = each.getValue();
      figures.add(new ServerFigure(each.getKey() + " count", sums.count(), "1"));
      figures.add(new ServerFigure(each.getKey() + " mean", sums.mean() * MS_PER_S, "ms"));
      figures.add(new ServerFigure(each.getKey() + " p50", sums.quantile(0.5) * MS_PER_S, "ms"));
      figures.add(new ServerFigure(each.getKey() + " p99", sums.quantile(0.99) * MS_PER_S, "ms"));
    }
    gaps(figures, changed, client);
    return figures;
  }

  /** Returns the server's own latencies, in the order of their words; none as above. */
  List<ServerSli> slis() {
    if (!known) {
      return List.of();
    }
    Map<SliKey, ServerHistogram> before = before().slis();
    List<ServerSli> slis = new ArrayList<>();
    after()
        .slis()
        .forEach(
            (key, after) -> {
              ServerHistogram sums = before.containsKey(key) ? after.since(before.get(key)) : after;
              if (sums.count() > 0) {
                slis.add(sli(key, sums));
              }
            });
    slis.sort(
        Comparator.comparing(
            (ServerSli sli) ->
                sli.resource() + "/" + sli.subresource() + sli.verb() + sli.scope()));
    return slis;
  }

  private static ServerSli sli(SliKey key, ServerHistogram sums) {
    return new ServerSli(
        key.verb(),
        key.resource(),
        key.subresource(),
        key.scope(),
        Math.round(sums.count()),
        sums.quantile(0.5) * MS_PER_S,
        sums.quantile(0.9) * MS_PER_S,
        sums.quantile(0.99) * MS_PER_S);
  }

  private static ServerHistogram since(
      ServerMetricsFile before, Map.Entry<String, ServerHistogram> after) {
    ServerHistogram earlier = before.histograms().get(after.getKey());
    return earlier == null ? after.getValue() : after.getValue().since(earlier);
  }

  /** Means can be subtracted; percentiles cannot. The kind with the most requests is the run's. */
  private static void gaps(
      List<ServerFigure> figures,
      List<Map.Entry<String, ServerHistogram>> changed,
      List<Series> client) {
    for (Series series : client) {
      String verb = VERBS.get(series.operation());
      if (series.quantity() != SeriesName.Quantity.SERVICE
          || verb == null
          || series.total().meanNs().isEmpty()) {
        continue;
      }
      OptionalDouble server =
          changed.stream()
              .filter(each -> each.getKey().startsWith(verb))
              .mapToDouble(each -> each.getValue().mean() * MS_PER_S)
              .findFirst();
      if (server.isPresent()) {
        double mean = series.total().meanNs().getAsLong() / NS_PER_MS;
        figures.add(
            new ServerFigure(
                series.name() + " mean, client over server", mean - server.getAsDouble(), "ms"));
      }
    }
  }
}
