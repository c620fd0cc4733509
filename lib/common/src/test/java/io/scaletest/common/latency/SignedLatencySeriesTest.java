package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SignedLatencySeriesTest {
  private static final long SEED = 3;

  @Test
  void withoutValuesEverythingIsEmpty() {
    LatencySummary summary = LatencySummary.of(new SignedLatencySeries("x"));

    assertThat(summary.count()).isZero();
    assertThat(summary.minNs()).isEmpty();
    assertThat(summary.maxNs()).isEmpty();
    assertThat(summary.meanNs()).isEmpty();
    assertThat(summary.p50Ns()).isEmpty();
  }

  @Test
  void countsWhatIsAtMostALimitOfEitherSign() {
    var series = new SignedLatencySeries("x");
    for (long ns : new long[] {-200_000_000, -50_000_000, 0, 31_000_000, 9_000_000_000L}) {
      series.record(ns);
    }

    SignedLatencySeries.Total total = series.total();
    assertThat(total.countAtMost(-100_000_000)).isEqualTo(1);
    assertThat(total.countAtMost(0)).isEqualTo(3);
    assertThat(total.countAtMost(31_250_000)).isEqualTo(4);
    assertThat(total.countAtMost(8_000_000_000L)).isEqualTo(4);
    assertThat(total.countAtMost(Long.MAX_VALUE)).isEqualTo(5);
  }

  @Test
  void negativeValuesAloneKeepTheirOrder() {
    var series = new SignedLatencySeries("x");
    series.record(-100);
    series.record(-3);
    series.record(-50);

    SignedLatencySeries.Total total = series.total();

    assertThat(total.minNs()).isEqualTo(-100);
    assertThat(total.maxNs()).isEqualTo(-3);
    assertThat(total.atPercentile(50)).isEqualTo(-50);
    assertThat(total.meanNs()).isCloseTo(-51, within(0.1));
  }

  @Test
  void percentilesOfMixedSignsAreThoseOfTheSortedValues() {
    var random = new SplittableRandom(SEED);
    long[] values = new long[5_000];
    var series = new SignedLatencySeries("x");
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong(-30_000_000, 100_000_000);
      series.record(values[i]);
    }
    Arrays.sort(values);

    SignedLatencySeries.Total total = series.total();

    assertThat(total.count()).isEqualTo(values.length);
    for (double percentile : new double[] {0, 0.02, 1, 10, 23, 23.1, 50, 90, 99, 99.9, 100}) {
      int rank = (int) Math.max(1, Math.ceil(percentile / 100 * values.length));
      long expected = values[rank - 1];
      assertThat(total.atPercentile(percentile))
          .as("p%s, seed %d", percentile, SEED)
          .isCloseTo(expected, within(Math.abs(expected) / 1_000 + 1));
    }
    assertThat(total.minNs()).isCloseTo(values[0], within(-values[0] / 1_000));
    assertThat(total.maxNs()).isCloseTo(values[4_999], within(values[4_999] / 1_000));
    assertThat(total.meanNs())
        .isCloseTo(Arrays.stream(values).average().orElseThrow(), within(100_000.0));
  }

  @Test
  void takesTheExtremesOfLong() {
    var series = new SignedLatencySeries("x");
    series.record(Long.MIN_VALUE);
    series.record(Long.MAX_VALUE);
    series.record(0);

    assertThat(series.total().count()).isEqualTo(3);
    assertThat(series.total().minNs()).isEqualTo(-Long.MAX_VALUE);
    assertThat(series.total().maxNs()).isEqualTo(Long.MAX_VALUE);
    assertThat(series.total().atPercentile(50)).isZero();
  }
}
