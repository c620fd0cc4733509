package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CompactLatencySeriesTest {
  private static final long SEED = 20261129;
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long UNIT = 1 << 17;

  private final CompactLatencySeries series = new CompactLatencySeries();

  @Test
  void withoutValuesItTellsOfNone() {
    assertThat(series.summary().count()).isZero();
    assertThat(series.summary().minNs()).isEmpty();
    assertThat(series.summary().maxNs()).isEmpty();
    assertThat(series.summary().p50Ns()).isEmpty();
  }

  @Test
  void countSmallestLargestAndMeanAreExact() {
    for (long ns : new long[] {7, -3_000_001, 123_456_789}) {
      series.record(ns);
    }

    LatencySummary summary = series.summary();
    assertThat(summary.count()).isEqualTo(3);
    assertThat(summary.minNs()).hasValue(-3_000_001);
    assertThat(summary.maxNs()).hasValue(123_456_789);
    assertThat(summary.meanNs()).hasValue((7 - 3_000_001 + 123_456_789) / 3);
  }

  @Test
  void percentilesAreThoseOfTheExactSeriesOrAnEighthMore() {
    var exact = new SignedLatencySeries("exact");
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < 5_000; i++) {
      long ns = (long) Math.exp(random.nextDouble(Math.log(1e4), Math.log(3e10)));
      series.record(ns);
      exact.record(ns);
    }

    LatencySummary is = series.summary();
    LatencySummary should = LatencySummary.of(exact);
    assertThat(is.p999Ns()).isEmpty();
    assertNear(is.p50Ns(), should.p50Ns());
    assertNear(is.p90Ns(), should.p90Ns());
    assertNear(is.p99Ns(), should.p99Ns());
  }

  /** The exact series is exact to a thousandth. */
  private static void assertNear(OptionalLong is, OptionalLong should) {
    long exact = should.orElseThrow();
    assertThat(is.orElseThrow())
        .isBetween(exact - exact / 1_000, exact + exact / 8 + exact / 1_000 + UNIT);
  }

  @Test
  void aPercentileOfNegativeValuesIsNegative() {
    for (int i = 0; i < 15; i++) {
      series.record(-100 * MS);
    }
    for (int i = 0; i < 5; i++) {
      series.record(MS);
    }

    assertThat(series.summary().p50Ns().orElseThrow()).isBetween(-100 * MS, -88 * MS);
  }

  @Test
  void equalValuesAreToldAsTheyAre() {
    for (int i = 0; i < 1_000; i++) {
      series.record(42 * MS + 1);
    }

    assertThat(series.summary().p50Ns()).hasValue(42 * MS + 1);
    assertThat(series.summary().p99Ns()).hasValue(42 * MS + 1);
  }

  @Test
  void takesTheLargestAndSmallestOfAllValues() {
    for (long ns : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
      for (int i = 0; i < 10; i++) {
        series.record(ns);
      }
    }

    assertThat(series.summary().minNs()).hasValue(Long.MIN_VALUE);
    assertThat(series.summary().maxNs()).hasValue(Long.MAX_VALUE);
    assertThat(series.summary().p50Ns()).hasValue(-1);
  }
}
