package io.scaletest.watching.changes;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.scaletest.common.metrics.ExactCounter;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * The contract's metrics of a logger, {@code scaletest_<plural>_…} with the label {@code logger}.
 * Duplicates count in {@code _duplicates} only.
 *
 * <p>Safe for use by many threads.
 */
public final class ChangeMetrics {
  /** Seconds. <i>Source:</i> contract, "cm-logger". */
  private static final double[] BUCKETS_S = {
    -0.1, 0, 1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, 1, 2, 4, 8
  };

  private static final double NS_PER_S = 1e9;

  private final String prefix;
  private final Labels labels;
  private final DistributionDataPoint createLatency;
  private final DistributionDataPoint updateLatency;
  private final ExactCounter updates;
  private final ExactCounter stranges;
  private final ExactCounter duplicates;
  private final LongAccumulator resourceVersion = new LongAccumulator(Long::max, 0);

  /**
   * Registers the metrics.
   *
   * @param plural the kind's part of the names, {@code configmaps}
   * @param address own address, the value of the label {@code logger}
   */
  public ChangeMetrics(String plural, String address, PrometheusRegistry registry) {
    this.prefix = "scaletest_" + plural;
    this.labels = Labels.of("logger", address);
    createLatency = latency("_create_latency_seconds", "creation", address, registry);
    updateLatency = latency("_update_latency_seconds", "update", address, registry);
    updates =
        counter(
            "_updates",
            "Dequeues with one notification, an update, and a state not seen before",
            address,
            registry);
    stranges =
        counter(
            "_stranges",
            "Dequeues with not exactly one notification since the last one",
            address,
            registry);
    duplicates =
        counter("_duplicates", "Dequeues of an object in the state last seen", address, registry);
    registry.register(
        () ->
            GaugeSnapshot.builder()
                .name(prefix + "_resourceVersion")
                .help("Latest resource version seen")
                .dataPoint(
                    GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(resourceVersion.get())
                        .build())
                .build());
  }

  public long updates() {
    return updates.value();
  }

  public long stranges() {
    return stranges.value();
  }

  public long duplicates() {
    return duplicates.value();
  }

  /** Returns the latest resource version notified; 0 before the first. */
  long resourceVersion() {
    return resourceVersion.get();
  }

  void recordCreateLatency(long ns) {
    createLatency.observe(ns / NS_PER_S);
  }

  void recordUpdateLatency(long ns) {
    updateLatency.observe(ns / NS_PER_S);
  }

  void countUpdate() {
    updates.inc();
  }

  void countStrange() {
    stranges.inc();
  }

  void countDuplicate() {
    duplicates.inc();
  }

  void sawVersion(long version) {
    resourceVersion.accumulate(version);
  }

  private DistributionDataPoint latency(
      String suffix, String what, String address, PrometheusRegistry registry) {
    return Histogram.builder()
        .name(prefix + suffix)
        .help("Seconds from the client's stamp of an object's " + what + " to its dequeue here")
        .labelNames("logger")
        .classicOnly()
        .classicUpperBounds(BUCKETS_S)
        .register(registry)
        .labelValues(address);
  }

  private ExactCounter counter(
      String suffix, String help, String address, PrometheusRegistry registry) {
    return ExactCounter.of(registry, prefix + suffix, help, "logger", address);
  }
}
