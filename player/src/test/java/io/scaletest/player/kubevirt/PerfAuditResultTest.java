package io.scaletest.player.kubevirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PerfAuditResultTest {
  private static final long S = 1_000_000_000L;

  /** A hundred starts of 11 to 20 s: all that the buckets know is that they are above 10 s. */
  @Test
  void aPercentileIsInterpolatedInKubevirtsBuckets() {
    Histogram times = new Histogram(3);
    for (int i = 0; i < 100; i++) {
      times.recordValue((11 + i / 10) * S);
    }
    assertThat(PerfAuditResult.quantile(times, 0.5)).isCloseTo(15, within(1e-9));
    assertThat(PerfAuditResult.quantile(times, 0.99)).isCloseTo(19.9, within(1e-9));
  }

  @Test
  void aTimeOnABoundIsBelowIt() {
    Histogram times = new Histogram(3);
    times.recordValue(2 * S);
    assertThat(PerfAuditResult.quantile(times, 1)).isEqualTo(2);
    times.recordValue(0);
    assertThat(PerfAuditResult.quantile(times, 0.5)).isEqualTo(0.5);
  }

  @Test
  void withoutSamplesItIsNothingAndBeyondAllBucketsTheLast() {
    Histogram times = new Histogram(3);
    assertThat(PerfAuditResult.quantile(times, 0.5)).isZero();
    times.recordValue(7_200 * S);
    assertThat(PerfAuditResult.quantile(times, 0.5)).isEqualTo(3_600);
  }
}
