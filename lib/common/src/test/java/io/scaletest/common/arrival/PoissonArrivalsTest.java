package io.scaletest.common.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonArrivalsTest {
  private static final int SAMPLES = 20_000;
  private static final double CAP_NS = 300e9;

  /**
   * Kolmogorov-Smirnov: the largest distance between the empirical and the exponential distribution
   * stays below the critical value for a significance of 0.1 % (1.949 / sqrt(n)).
   */
  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "100,3", "1000,4", "12345.678,5", "0.1,6"})
  void interArrivalTimesAreExponential(double lambda, long seed) {
    double[] gapsS = gapsSeconds(ArrivalProcess.poisson(lambda, seed), SAMPLES);
    Arrays.sort(gapsS);

    double distance = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double expected = 1 - Math.exp(-lambda * gapsS[i]);
      distance = Math.max(distance, Math.abs(expected - (double) i / SAMPLES));
      distance = Math.max(distance, Math.abs(expected - (i + 1.0) / SAMPLES));
    }

    assertThat(distance).as("seed %d", seed).isLessThan(1.949 / Math.sqrt(SAMPLES));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void successiveInterArrivalTimesAreUncorrelated(long seed) {
    double[] gapsS = gapsSeconds(ArrivalProcess.poisson(1, seed), SAMPLES);
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i + 1 < SAMPLES; i++) {
      covariance += (gapsS[i] - 1) * (gapsS[i + 1] - 1);
      variance += (gapsS[i] - 1) * (gapsS[i] - 1);
    }

    assertThat(covariance / variance).as("seed %d", seed).isCloseTo(0, within(0.03));
  }

  @Test
  void theSameSeedRepeatsTheSequence() {
    ArrivalProcess one = ArrivalProcess.poisson(100, 42);
    ArrivalProcess other = ArrivalProcess.poisson(100, 42);

    for (int i = 0; i < 1_000; i++) {
      assertThat(one.nextNs()).isEqualTo(other.nextNs());
    }
  }

  /** A recorded run must be repeatable by a later release: these numbers never change. */
  @Test
  void theSequenceOfASeedIsFixedForever() {
    ArrivalProcess arrivals = ArrivalProcess.poisson(100, 42);

    assertThat(new long[] {arrivals.nextNs(), arrivals.nextNs(), arrivals.nextNs()})
        .containsExactly(13_531_105L, 15_273_573L, 18_539_203L);
  }

  @Test
  void differentSeedsGiveDifferentSequences() {
    assertThat(ArrivalProcess.poisson(100, 1).nextNs())
        .isNotEqualTo(ArrivalProcess.poisson(100, 2).nextNs());
  }

  @Test
  void noInterArrivalTimeExceedsThreeHundredSeconds() {
    ArrivalProcess arrivals = ArrivalProcess.poisson(0.001, 7);
    long previousNs = 0;
    int capped = 0;
    for (int i = 0; i < 1_000; i++) {
      long nextNs = arrivals.nextNs();
      long gapNs = nextNs - previousNs;
      assertThat(gapNs).isBetween(0L, (long) CAP_NS + 1);
      capped += gapNs >= (long) CAP_NS - 1 ? 1 : 0;
      previousNs = nextNs;
    }
    // exp(-0.001 * 300) = 74 % of the times would be longer.
    assertThat(capped).isBetween(700, 780);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesARateThatIsNotPositiveAndFinite(double rate) {
    assertThatThrownBy(() -> ArrivalProcess.poisson(rate, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rate: must be > 0 and finite, got " + rate);
  }

  private static double[] gapsSeconds(ArrivalProcess arrivals, int count) {
    double[] gapsS = new double[count];
    long previousNs = 0;
    for (int i = 0; i < count; i++) {
      long nextNs = arrivals.nextNs();
      gapsS[i] = (nextNs - previousNs) / 1e9;
      previousNs = nextNs;
    }
    return gapsS;
  }
}
