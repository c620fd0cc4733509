package io.scaletest.flunderwatch;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.TimedWatchLoops;
import java.util.Map;

/** The loops' counts as metrics, added up when somebody asks. */
final class WatchMetrics {
  private static final String PREFIX = "scaletest_flunder_watch_";
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
          Map.entry(LoopCount.MISSED_AT_LEAST, "missed_events"),
          Map.entry(LoopCount.RETRIES, "retries"),
          Map.entry(LoopCount.THROTTLED, "throttled"),
          Map.entry(LoopCount.WATCH_BYTES, "received_bytes"));

  private WatchMetrics() {}

  static void register(TimedWatchLoops loops, PrometheusRegistry registry) {
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
                        .name(PREFIX + name)
                        .help("Over all watchers: " + count.text())
                        .dataPoint(
                            CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value(loops.total(count))
                                .build())
                        .build()));
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
