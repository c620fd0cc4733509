package io.scaletest.embedded.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * {@code apiserver_request_duration_seconds} and {@code apiserver_request_total}, with the labels
 * and buckets of kube-apiserver's. Safe for use by many threads.
 */
final class RequestMetrics {
  /** <i>Source:</i> k8s.io/apiserver, metrics of endpoints. */
  private static final double[] BOUNDS = {
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30,
    45, 60
  };

  /** Writes are counted by their HTTP method. */
  private static final Map<String, String> METHODS = Map.of("create", "POST", "update", "PUT");

  private static final double NS_PER_S = 1e9;
  private static final String DURATION = "apiserver_request_duration_seconds";
  private static final String TOTAL = "apiserver_request_total";

  private final Map<Labels, Series> durations = new ConcurrentHashMap<>();
  private final Map<Coded, LongAdder> totals = new ConcurrentHashMap<>();

  /** What kind of request it was. */
  record Labels(String verb, String group, String version, String resource, String subresource) {
    static Labels of(ResourcePath path, String verb) {
      return new Labels(
          METHODS.getOrDefault(verb, verb.toUpperCase(Locale.ROOT)),
          path.type().group(),
          path.type().version(),
          path.type().plural(),
          path.subresource());
    }

    String text() {
      return "group=\""
          + group
          + "\",resource=\""
          + resource
          + "\",subresource=\""
          + subresource
          + "\",verb=\""
          + verb
          + "\",version=\""
          + version
          + "\"";
    }
  }

  private record Coded(Labels labels, int code) {}

  private static final class Series {
    private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder sumNs = new LongAdder();
  }

  /** Counts a request that has been answered. A watch has no duration. */
  void observe(Labels labels, int code, long durationNs) {
    totals.computeIfAbsent(new Coded(labels, code), key -> new LongAdder()).increment();
    if (labels.verb().equals("WATCH")) {
      return;
    }
    Series series = durations.computeIfAbsent(labels, key -> new Series());
    series.sumNs.add(durationNs);
    double seconds = durationNs / NS_PER_S;
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    series.buckets.incrementAndGet(bucket);
  }

  /** Returns everything in Prometheus' text format. */
  String text() {
    StringBuilder out = new StringBuilder();
    out.append("# HELP ").append(DURATION);
    out.append(" Response latency distribution in seconds for each verb, group, version,");
    out.append(" resource and subresource.\n# TYPE ").append(DURATION).append(" histogram\n");
    sorted(durations.keySet()).forEach(labels -> append(out, labels, durations.get(labels)));
    out.append("# HELP ").append(TOTAL).append(" Counter of apiserver requests.\n# TYPE ");
    out.append(TOTAL).append(" counter\n");
    totals.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
        .forEach(
            entry ->
                out.append(TOTAL)
                    .append("{code=\"")
                    .append(entry.getKey().code())
                    .append("\",")
                    .append(entry.getKey().labels().text())
                    .append("} ")
                    .append(entry.getValue().sum())
                    .append('\n'));
    return out.toString();
  }

  private static List<Labels> sorted(Collection<Labels> labels) {
    return labels.stream().sorted(Comparator.comparing(Labels::toString)).toList();
  }

  private static void append(StringBuilder out, Labels labels, Series series) {
    long sum = 0;
    for (int i = 0; i <= BOUNDS.length; i++) {
      sum += series.buckets.get(i);
      out.append(DURATION).append("_bucket{").append(labels.text()).append(",le=\"");
      out.append(i < BOUNDS.length ? bound(BOUNDS[i]) : "+Inf").append("\"} ").append(sum);
      out.append('\n');
    }
    double seconds = series.sumNs.sum() / NS_PER_S;
    out.append(DURATION).append("_sum{").append(labels.text()).append("} ").append(seconds);
    out.append('\n').append(DURATION).append("_count{").append(labels.text()).append("} ");
    out.append(sum).append('\n');
  }

  /** Whole bounds as Go writes them. */
  private static String bound(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
