package io.scaletest.report.input;

import io.scaletest.common.scrape.ServerScrapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What an API server says of its own time, in one scrape of its {@code /metrics}: the histograms of
 * requests, of etcd, of waiting in API Priority and Fairness and of webhooks; nothing else is kept.
 *
 * @param started when the server's process began, as it says; empty where it does not
 * @param histograms by what they measure: {@code request POST configmaps}
 * @param slis of requests but watches, by what clusterloader2 tells them apart by
 */
public record ServerMetricsFile(
    String started, Map<String, ServerHistogram> histograms, Map<SliKey, ServerHistogram> slis) {
  private static final String SLI = "apiserver_request_sli_duration_seconds";

  private static final String STARTED = ServerScrapes.STARTED + " ";

  /** What stands in the labels of a service level indicator. */
  public record SliKey(String verb, String resource, String subresource, String scope) {}

  static final int LINE_BYTES_MAX = 64 * 1024;
  static final int HISTOGRAMS_MAX = 5_000;

  /** Reads a file. */
  public static ServerMetricsFile read(Path path, LeftOut leftOut) throws IOException {
    Map<String, ServerHistogram> histograms = new LinkedHashMap<>();
    Map<SliKey, ServerHistogram> slis = new LinkedHashMap<>();
    var started = new AtomicReference<>("");
    new Lines(path, LINE_BYTES_MAX, count -> {})
        .forEach(
            (bytes, from, to) -> {
              if (bytes[from] == '#') {
                return null;
              }
              String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
              if (text.startsWith(STARTED)) {
                started.set(text.substring(STARTED.length()).strip());
                return null;
              }
              return line(text, histograms, slis);
            },
            leftOut);
    return new ServerMetricsFile(started.get(), histograms, slis);
  }

  private static String line(
      String text, Map<String, ServerHistogram> histograms, Map<SliKey, ServerHistogram> slis) {
    SampleLine line = SampleLine.of(text);
    if (!line.isKnown() && !line.metric().equals(SLI)) {
      return null; // most of a server's metrics
    }
    try {
      Map<String, String> labels = line.labels();
      double value = line.value();
      if (line.isKnown()) {
        add(histograms, line.histogram(labels), labels, line.kind(), value);
      } else {
        addSli(slis, labels, line.kind(), value);
      }
      return null;
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      return "is no sample of a metric";
    }
  }

  private static void addSli(
      Map<SliKey, ServerHistogram> slis, Map<String, String> labels, String kind, double value) {
    SliKey key =
        new SliKey(
            labels.getOrDefault("verb", ""),
            labels.getOrDefault("resource", ""),
            labels.getOrDefault("subresource", ""),
            labels.getOrDefault("scope", ""));
    if (!key.verb().equals("WATCH")) {
      add(slis, key, labels, kind, value);
    }
  }

  private static <K> void add(
      Map<K, ServerHistogram> histograms,
      K key,
      Map<String, String> labels,
      String kind,
      double value) {
    if (histograms.containsKey(key) || histograms.size() < HISTOGRAMS_MAX) {
      histograms
          .computeIfAbsent(key, absent -> new ServerHistogram())
          .add(kind, labels.getOrDefault("le", "0"), value);
    }
  }

  /**
   * Tells whether this is of the process that {@code before} is of, so that what was measured in
   * between is the difference: it did not begin anew, and is not another one behind the same
   * address.
   */
  public boolean continues(ServerMetricsFile before) {
    return started.equals(before.started)
        && before.histograms.entrySet().stream()
            .allMatch(
                each ->
                    histograms.containsKey(each.getKey())
                        && histograms.get(each.getKey()).continues(each.getValue()));
  }

  /** Returns how many requests the server has answered, by which scrapes are ordered. */
  public double requests() {
    return histograms.entrySet().stream()
        .filter(each -> each.getKey().startsWith("request "))
        .mapToDouble(each -> each.getValue().count())
        .sum();
  }
}
