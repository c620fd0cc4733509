package io.scaletest.driving.session;

import io.scaletest.common.progress.DriverProgress;
import org.HdrHistogram.Histogram;

/** Percentiles for the progress line, where there are samples enough to mean anything. */
final class PercentilesSoFar {
  private static final long MIN_SAMPLES_P99 = 1_000;

  private PercentilesSoFar() {}

  static long p50Ns(Histogram latencies) {
    return latencies.getTotalCount() > 0
        ? latencies.getValueAtPercentile(50)
        : DriverProgress.UNKNOWN;
  }

  static long p99Ns(Histogram latencies) {
    return latencies.getTotalCount() >= MIN_SAMPLES_P99
        ? latencies.getValueAtPercentile(99)
        : DriverProgress.UNKNOWN;
  }
}
