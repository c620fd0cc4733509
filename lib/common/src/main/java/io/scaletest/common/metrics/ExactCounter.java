package io.scaletest.common.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter that is exposed under its name as it is. The client library gives every counter's name
 * the ending {@code _total}, which dashboards made for the original tools do not ask for.
 *
 * <p>In the classic text format it has the type {@code counter}; in OpenMetrics, where a counter
 * must end in {@code _total}, the type {@code unknown}. This holds on a {@link MetricsServer};
 * other exporters of the same registry add the ending.
 *
 * <p>Safe for use by many threads; counting never waits.
 */
public final class ExactCounter {
  private static final String LIBRARY_ENDING = "_total";

  private final MetricMetadata metadata;
  private final Labels labels;
  private final LongAdder count = new LongAdder();

  private ExactCounter(MetricMetadata metadata, Labels labels) {
    this.metadata = metadata;
    this.labels = labels;
  }

  /**
   * Registers a counter with one label, at zero.
   *
   * @param name not ending in {@code _total}, for which the library's own counter does
   * @throws IllegalStateException if the registry has the name already
   */
  public static ExactCounter of(
      PrometheusRegistry registry, String name, String help, String labelName, String labelValue) {
    if (name.endsWith(LIBRARY_ENDING)) {
      throw new IllegalArgumentException("name: must not end in _total, got " + name);
    }
    var counter =
        new ExactCounter(new MetricMetadata(name, help), Labels.of(labelName, labelValue));
    registry.register(counter.new Source());
    return counter;
  }

  /** Counts one. */
  public void inc() {
    count.increment();
  }

  /** Counts {@code amount}, at least 0. */
  public void inc(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount: a counter never goes back, got " + amount);
    }
    count.add(amount);
  }

  /** Returns the count so far. */
  public long value() {
    return count.sum();
  }

  private final class Source implements Collector {
    @Override
    public MetricSnapshot collect() {
      return new Snapshot(metadata, labels, value());
    }

    @Override
    public String getPrometheusName() {
      return metadata.getPrometheusName();
    }
  }

  /** One scrape of the counter, by whose type the metrics page knows it. */
  static final class Snapshot extends CounterSnapshot {
    private final Labels labels;
    private final long value;

    private Snapshot(MetricMetadata metadata, Labels labels, long value) {
      super(metadata, List.of(new CounterDataPointSnapshot(value, labels, null, 0L)));
      this.labels = labels;
      this.value = value;
    }

    /** Returns the same without a type, to which the library adds no ending. */
    UnknownSnapshot untyped() {
      return new UnknownSnapshot(
          getMetadata(),
          List.of(new UnknownSnapshot.UnknownDataPointSnapshot(value, labels, null)));
    }
  }
}
