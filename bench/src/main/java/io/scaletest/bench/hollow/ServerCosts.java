package io.scaletest.bench.hollow;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * What an API server's own metrics say that pods have cost it so far. Immutable.
 *
 * @param cpuS processor time of the server's process
 * @param patches PATCH requests of pods' statuses, and {@code patchS} how long they took together
 * @param creates POST requests of pods, and {@code createS} how long they took together
 * @param etcdWriteS how long writes of pods to etcd took together
 * @param eventBytes bytes of events of pods, to all watchers
 */
record ServerCosts(
    double cpuS,
    double patches,
    double patchS,
    double creates,
    double createS,
    double etcdWriteS,
    double eventBytes) {
  private static final double MS_PER_S = 1e3;
  private static final double BYTES_PER_KIB = 1024;

  /** Reads metrics in Prometheus' text format. */
  static ServerCosts of(String metrics) {
    return new ServerCosts(
        sum(metrics, "process_cpu_seconds_total", line -> true),
        sum(metrics, "apiserver_request_duration_seconds_count", ServerCosts::isPatch),
        sum(metrics, "apiserver_request_duration_seconds_sum", ServerCosts::isPatch),
        sum(metrics, "apiserver_request_duration_seconds_count", ServerCosts::isCreate),
        sum(metrics, "apiserver_request_duration_seconds_sum", ServerCosts::isCreate),
        sum(
            metrics,
            "etcd_request_duration_seconds_sum",
            line ->
                line.contains("resource=\"pods\"")
                    && (line.contains("operation=\"update\"")
                        || line.contains("operation=\"create\""))),
        sum(
            metrics,
            "apiserver_watch_events_sizes_sum",
            line -> line.contains("resource=\"pods\"")));
  }

  private static boolean isPatch(String line) {
    return line.contains("resource=\"pods\"")
        && line.contains("subresource=\"status\"")
        && line.contains("verb=\"PATCH\"");
  }

  private static boolean isCreate(String line) {
    return line.contains("resource=\"pods\"")
        && line.contains("subresource=\"\"")
        && line.contains("verb=\"POST\"");
  }

  private static double sum(String metrics, String name, Predicate<String> wanted) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(wanted)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Returns what was spent since {@code before}, as cells of a table. */
  String since(ServerCosts before) {
    double n = patches - before.patches;
    double created = creates - before.creates;
    return String.format(
        Locale.ROOT,
        "%.1f s | %.0f | %.1f ms | %.1f ms | %.1f s | %.1f KiB",
        cpuS - before.cpuS,
        n,
        MS_PER_S * (patchS - before.patchS) / n,
        MS_PER_S * (createS - before.createS) / created,
        etcdWriteS - before.etcdWriteS,
        (eventBytes - before.eventBytes) / created / BYTES_PER_KIB);
  }
}
