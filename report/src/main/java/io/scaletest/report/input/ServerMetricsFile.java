package io.scaletest.report.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an API server says of its own time, in one scrape of its {@code /metrics}: the histograms of
 * requests, of etcd, of waiting in API Priority and Fairness and of webhooks; nothing else is kept.
 *
 * @param histograms by what they measure: {@code request POST configmaps}
 * @param slis of requests but watches, by what clusterloader2 tells them apart by
 */
public record ServerMetricsFile(Map<String, Sums> histograms, Map<SliKey, Sums> slis) {
  private static final String SLI = "apiserver_request_sli_duration_seconds";

  /** What stands in the labels of a service level indicator. */
  public record SliKey(String verb, String resource, String subresource, String scope) {}

  private static final int LINE_BYTES_MAX = 64 * 1024;
  private static final int HISTOGRAMS_MAX = 5_000;

  /** Metrics by their names, and the labels that tell their series apart here. */
  private static final Map<String, Family> FAMILIES =
      Map.of(
          "apiserver_request_duration_seconds",
          new Family("request", "verb", "resource", "subresource"),
          "etcd_request_duration_seconds",
          new Family("etcd", "operation", "type"),
          "apiserver_flowcontrol_request_wait_duration_seconds",
          new Family("priority and fairness", "priority_level"),
          "apiserver_admission_webhook_admission_duration_seconds",
          new Family("webhook", "name"));

  private record Family(String word, String... labels) {
    String name(Map<String, String> values) {
      var name = new StringBuilder(word);
      for (String label : labels) {
        String value = values.getOrDefault(label, "");
        name.append(value.isEmpty() ? "" : " " + value);
      }
      return name.toString();
    }
  }

  /** A histogram of Prometheus: counts up to each bound, in seconds. */
  public static final class Sums {
    private final TreeMap<Double, Double> upTo = new TreeMap<>();
    private double seconds;
    private double count;

    private void add(String kind, String bound, double value) {
      switch (kind) {
        case "_bucket" -> {
          double le = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
          upTo.merge(le, value, Double::sum);
        }
        case "_sum" -> seconds += value;
        default -> count += value;
      }
    }

    /** Returns how many were measured. */
    public double count() {
      return count;
    }

    /** Returns what was measured since {@code before}. */
    public Sums since(Sums before) {
      var since = new Sums();
      since.seconds = seconds - before.seconds;
      since.count = count - before.count;
      upTo.forEach((le, value) -> since.upTo.put(le, value - before.upTo.getOrDefault(le, 0.0)));
      return since;
    }

    /** Returns the mean in seconds. */
    public double mean() {
      return seconds / count;
    }

    /** Returns a quantile in seconds, between the bounds of its bucket by its rank. */
    public double quantile(double share) {
      double rank = share * count;
      double below = 0;
      double from = 0;
      for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
        double here = bucket.getValue() - below;
        if (bucket.getValue() >= rank && here > 0) {
          return Double.isInfinite(bucket.getKey())
              ? from
              : from + (bucket.getKey() - from) * (rank - below) / here;
        }
        below = bucket.getValue();
        from = bucket.getKey();
      }
      return from;
    }
  }

  /** Reads a file. */
  public static ServerMetricsFile read(Path path, LeftOut leftOut) throws IOException {
    Map<String, Sums> histograms = new LinkedHashMap<>();
    Map<SliKey, Sums> slis = new LinkedHashMap<>();
    new Lines(path, LINE_BYTES_MAX, count -> {})
        .forEach(
            (bytes, from, to) ->
                bytes[from] == '#'
                    ? null
                    : line(
                        new String(bytes, from, to - from, StandardCharsets.UTF_8),
                        histograms,
                        slis),
            leftOut);
    return new ServerMetricsFile(histograms, slis);
  }

  private static String line(String line, Map<String, Sums> histograms, Map<SliKey, Sums> slis) {
    int brace = line.indexOf('{');
    int end = line.lastIndexOf('}');
    int kindAt = brace < 0 ? -1 : line.lastIndexOf('_', brace);
    String metric = kindAt < 0 ? "" : line.substring(0, kindAt);
    Family family = FAMILIES.get(metric);
    if (family == null && !metric.equals(SLI)) {
      return null; // most of a server's metrics
    }
    try {
      Map<String, String> labels = labels(line.substring(brace + 1, end));
      double value = Double.parseDouble(line.substring(end + 1).strip().split(" ")[0]);
      String kind = line.substring(kindAt, brace);
      if (family == null) {
        addSli(slis, labels, kind, value);
      } else {
        add(histograms, family.name(labels), labels, kind, value);
      }
      return null;
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      return "is no sample of a metric";
    }
  }

  private static void addSli(
      Map<SliKey, Sums> slis, Map<String, String> labels, String kind, double value) {
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
      Map<K, Sums> histograms, K key, Map<String, String> labels, String kind, double value) {
    if (histograms.containsKey(key) || histograms.size() < HISTOGRAMS_MAX) {
      histograms
          .computeIfAbsent(key, absent -> new Sums())
          .add(kind, labels.getOrDefault("le", "0"), value);
    }
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf("=\"", at);
      if (equals < 0) {
        break;
      }
      int end = equals + 2;
      while (text.charAt(end) != '"') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      labels.put(text.substring(at, equals), text.substring(equals + 2, end));
      at = end + 1 < text.length() && text.charAt(end + 1) == ',' ? end + 2 : end + 1;
    }
    return labels;
  }

  /** Returns how many requests the server has answered, by which scrapes are ordered. */
  public double requests() {
    return histograms.entrySet().stream()
        .filter(each -> each.getKey().startsWith("request "))
        .mapToDouble(each -> each.getValue().count())
        .sum();
  }
}
