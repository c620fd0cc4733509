package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencySummaryTest {
  @ParameterizedTest
  @CsvSource({
    "1, false, false, false, false",
    "19, false, false, false, false",
    "20, true, false, false, false",
    "99, true, false, false, false",
    "100, true, true, false, false",
    "999, true, true, false, false",
    "1000, true, true, true, false",
    "9999, true, true, true, false",
    "10000, true, true, true, true",
  })
  void aPercentileNeedsTenSamplesAboveIt(
      int samples, boolean p50, boolean p90, boolean p99, boolean p999) {
    LatencySummary summary = LatencySummary.of(seriesOf(samples));

    assertThat(summary.count()).isEqualTo(samples);
    assertThat(summary.minNs()).hasValue(1);
    assertThat(summary.maxNs()).isPresent();
    assertThat(summary.p50Ns().isPresent()).isEqualTo(p50);
    assertThat(summary.p90Ns().isPresent()).isEqualTo(p90);
    assertThat(summary.p99Ns().isPresent()).isEqualTo(p99);
    assertThat(summary.p999Ns().isPresent()).isEqualTo(p999);
  }

  @Test
  void numbersAreThoseOfTheValues() {
    LatencySummary summary = LatencySummary.of(seriesOf(10_000));

    assertThat(summary.p50Ns().getAsLong()).isBetween(5_000L, 5_005L);
    assertThat(summary.p90Ns().getAsLong()).isBetween(9_000L, 9_009L);
    assertThat(summary.p99Ns().getAsLong()).isBetween(9_900L, 9_910L);
    assertThat(summary.p999Ns().getAsLong()).isBetween(9_990L, 10_000L);
    assertThat(summary.maxNs().getAsLong()).isBetween(10_000L, 10_010L);
    assertThat(summary.meanNs().getAsLong()).isBetween(4_996L, 5_006L);
  }

  @Test
  void withoutSamplesNothingIsSaid() {
    LatencySummary summary = LatencySummary.of(new LatencySeries("x"));

    assertThat(summary.count()).isZero();
    assertThat(summary.minNs()).isEmpty();
    assertThat(summary.p50Ns()).isEmpty();
    assertThat(summary.maxNs()).isEmpty();
    assertThat(summary.meanNs()).isEmpty();
  }

  private static LatencySeries seriesOf(int samples) {
    var series = new LatencySeries("x");
    for (int i = 1; i <= samples; i++) {
      series.record(i);
    }
    return series;
  }
}
