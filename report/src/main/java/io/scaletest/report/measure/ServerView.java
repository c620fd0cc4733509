package io.scaletest.report.measure;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.report.input.ServerMetricsFile;
import io.scaletest.report.input.ServerMetricsFile.SliKey;
import io.scaletest.report.input.ServerMetricsFile.Sums;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ServerFigure;
import io.scaletest.report.model.ServerSli;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

  private ServerView() {}

  /**
   * Returns the figures; none of fewer than two scrapes, of which the first and the last count.
   *
   * @param client the client's own latencies
   */
  static List<ServerFigure> of(List<ServerMetricsFile> scrapes, List<Series> client) {
    if (scrapes.size() < 2) {
      return List.of();
    }
    List<ServerMetricsFile> ordered = ordered(scrapes);
    ServerMetricsFile before = ordered.get(0);
    ServerMetricsFile after = ordered.get(ordered.size() - 1);
    List<Map.Entry<String, Sums>> changed =
        after.histograms().entrySet().stream()
            .map(each -> Map.entry(each.getKey(), since(before, each)))
            .filter(each -> each.getValue().count() > 0)
            .sorted(
                Comparator.comparingDouble(
                    (Map.Entry<String, Sums> each) -> -each.getValue().count()))
            .toList();
    var figures = new ArrayList<ServerFigure>();
    for (Map.Entry<String, Sums> each :
        changed.subList(0, Math.min(HISTOGRAMS_MAX, changed.size()))) {
      Sums sums = each.getValue();
      figures.add(new ServerFigure(each.getKey() + " count", sums.count(), "1"));
      figures.add(new ServerFigure(each.getKey() + " mean", sums.mean() * MS_PER_S, "ms"));
      figures.add(new ServerFigure(each.getKey() + " p50", sums.quantile(0.5) * MS_PER_S, "ms"));
      figures.add(new ServerFigure(each.getKey() + " p99", sums.quantile(0.99) * MS_PER_S, "ms"));
    }
    gaps(figures, changed, client);
    return figures;
  }

  private static List<ServerMetricsFile> ordered(List<ServerMetricsFile> scrapes) {
    return scrapes.stream()
        .sorted(Comparator.comparingDouble(ServerMetricsFile::requests))
        .toList();
  }

  /** Returns the server's own latencies, in the order of their words; none as above. */
  static List<ServerSli> slis(List<ServerMetricsFile> scrapes) {
    if (scrapes.size() < 2) {
      return List.of();
    }
    List<ServerMetricsFile> ordered = ordered(scrapes);
    Map<SliKey, Sums> before = ordered.get(0).slis();
    List<ServerSli> slis = new ArrayList<>();
    ordered
        .get(ordered.size() - 1)
        .slis()
        .forEach(
            (key, after) -> {
              Sums sums = before.containsKey(key) ? after.since(before.get(key)) : after;
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

  private static ServerSli sli(SliKey key, Sums sums) {
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

  private static Sums since(ServerMetricsFile before, Map.Entry<String, Sums> after) {
    Sums earlier = before.histograms().get(after.getKey());
    return earlier == null ? after.getValue() : after.getValue().since(earlier);
  }

  /** Means can be subtracted; percentiles cannot. The kind with the most requests is the run's. */
  private static void gaps(
      List<ServerFigure> figures, List<Map.Entry<String, Sums>> changed, List<Series> client) {
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
