package io.scaletest.watching.watchers;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.LoopLatencies;
import io.scaletest.watching.loops.TimedWatchLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The loops' counts as metrics, added up when somebody asks. */
final class WatchMetrics {
  private static final double NS_PER_S = 1e9;

  private static final Map<LoopCount, String> COUNTERS =
      Map.ofEntries(
          Map.entry(LoopCount.EVENTS_ADDED, "events_added"),
          Map.entry(LoopCount.EVENTS_MODIFIED, "events_modified"),
          Map.entry(LoopCount.EVENTS_DELETED, "events_deleted"),
          Map.entry(LoopCount.EVENTS_ERROR, "events_error"),
          Map.entry(LoopCount.LISTS, "lists"),
          Map.entry(LoopCount.RELISTS, "relists"),
          Map.entry(LoopCount.LIST_FAILURES, "list_failures"),
          Map.entry(LoopCount.WATCHES, "watches"),
          Map.entry(LoopCount.WATCH_FAILURES, "watch_failures"),
          Map.entry(LoopCount.WATCHES_BROKEN, "watches_broken"),
          Map.entry(LoopCount.WATCHES_CUT_SHORT, "watches_cut_short"),
          Map.entry(LoopCount.MISSED_AT_LEAST, "missed_events"),
          Map.entry(LoopCount.RETRIES, "retries"),
          Map.entry(LoopCount.THROTTLED, "throttled"),
          Map.entry(LoopCount.WATCH_BYTES, "received_bytes"));

  /** Seconds; those of a logger's latencies. */
  private static final double[] BOUNDS_S = {
    -0.1, 0, 1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, 1, 2, 4, 8, Double.POSITIVE_INFINITY
  };

  private final String prefix;

  private WatchMetrics(String prefix) {
    this.prefix = prefix;
  }

  /**
   * @param prefix what the names begin with
   */
  static void register(
      String prefix, TimedWatchLoops loops, LoopLatencies latencies, PrometheusRegistry registry) {
    new WatchMetrics(prefix).register(loops, latencies, registry);
  }

  private void register(
      TimedWatchLoops loops, LoopLatencies latencies, PrometheusRegistry registry) {
    registry.register(() -> histogram(latencies.notification().total()));
    registry.register(() -> gauge("open", "Watches open now", loops.open()));
    registry.register(
        () ->
            gauge(
                "blind_seconds",
                "Seconds without an open watch after the first one, over all watchers",
                loops.total(LoopCount.BLIND_NS) / NS_PER_S));
    COUNTERS.forEach(
        (count, name) ->
            registry.register(
                () ->
                    CounterSnapshot.builder()
                        .name(prefix + name)
                        .help("Over all watchers: " + count.text())
                        .dataPoint(
                            CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value(loops.total(count))
                                .build())
                        .build()));
  }

  private HistogramSnapshot histogram(SignedLatencySeries.Total total) {
    List<Long> counts = new ArrayList<>();
    long below = 0;
    for (double bound : BOUNDS_S) {
      long atMost =
          bound == Double.POSITIVE_INFINITY
              ? total.count()
              : total.countAtMost((long) (bound * NS_PER_S));
      counts.add(atMost - below);
      below = atMost;
    }
    return HistogramSnapshot.builder()
        .name(prefix + "notification_latency_seconds")
        .help("Seconds from the client's stamp of a change to when a watcher had its event")
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.of(DoubleStream.of(BOUNDS_S).boxed().toList(), counts))
                .sum(total.meanNs() * total.count() / NS_PER_S)
                .build())
        .build();
  }

  private GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(prefix + name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
