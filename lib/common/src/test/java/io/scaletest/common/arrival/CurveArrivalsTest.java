package io.scaletest.common.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Arrivals at changing rates, against their formulas; the seeds are fixed. */
class CurveArrivalsTest {
  private static final long S = 1_000_000_000L;

  /** A Kolmogorov-Smirnov distance that one sample in a hundred thousand exceeds, times √n. */
  private static final double KS_LIMIT = 2.5;

  private static List<Long> all(ArrivalProcess process) {
    List<Long> times = new ArrayList<>();
    for (long ns = process.nextNs(); ns != Long.MAX_VALUE; ns = process.nextNs()) {
      times.add(ns);
    }
    assertThat(times).isSorted();
    return times;
  }

  private static void assertFollows(List<Long> times, DoubleUnaryOperator shareByS) {
    double distance = 0;
    for (int i = 0; i < times.size(); i++) {
      double expected = shareByS.applyAsDouble(times.get(i) / 1e9);
      distance = Math.max(distance, Math.abs(expected - (i + 0.5) / times.size()));
    }
    assertThat(distance * Math.sqrt(times.size())).isLessThan(KS_LIMIT);
  }

  private static void assertPoissonCount(List<Long> times, double expected) {
    assertThat((double) times.size()).isCloseTo(expected, within(4.5 * Math.sqrt(expected)));
  }

  @Test
  void aRampHasTheAreaOfItsTrapezoid() {
    RateCurve ramp = new RateCurve.Linear(100, 500, 60 * S);
    List<Long> times = all(ArrivalProcess.poisson(ramp, 3));
    assertPoissonCount(times, 300 * 60);
    assertFollows(times, t -> (100 * t + (500 - 100) / 60.0 * t * t / 2) / 18_000);
  }

  @Test
  void aRampToZeroAndFromZeroHasItsTriangle() {
    assertFollows(
        all(ArrivalProcess.poisson(new RateCurve.Linear(0, 200, 100 * S), 5)), t -> t * t / 10_000);
    assertFollows(
        all(ArrivalProcess.poisson(new RateCurve.Linear(200, 0, 100 * S), 5)),
        t -> 1 - (1 - t / 100) * (1 - t / 100));
  }

  @Test
  void aSineHasItsIntegral() {
    RateCurve sine = new RateCurve.Sine(200, 150, 10 * S, 60 * S);
    List<Long> times = all(ArrivalProcess.poisson(sine, 7));
    assertPoissonCount(times, 200 * 60);
    double w = 2 * Math.PI / 10;
    assertFollows(times, t -> (200 * t + 150 / w * (1 - Math.cos(w * t))) / 12_000);
    // In the crest there are (200 + 2·150/π) a second, in the trough as many fewer.
    long crest = times.stream().filter(ns -> ns % (10 * S) < 5 * S).count();
    assertThat(crest / 30.0).isCloseTo(200 + 2 * 150 / Math.PI, within(13.0));
  }

  @Test
  void whenIsTheInverseOfExpected() {
    for (RateCurve curve :
        List.of(
            new RateCurve.Linear(10, 10, 7 * S),
            new RateCurve.Linear(0, 40, 7 * S),
            new RateCurve.Sine(10, 8, 3 * S, 7 * S))) {
      for (int i = 1; i < 100; i++) {
        double ns = curve.lengthNs() * i / 100.0;
        assertThat(curve.whenNs(curve.expected(ns))).isCloseTo(ns, within(1e3));
      }
    }
  }

  @Test
  void interArrivalTimesOfAConstantRateAreExponential() {
    List<Long> times = all(ArrivalProcess.poisson(new RateCurve.Linear(100, 100, 200 * S), 11));
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      gaps.add(times.get(i) - times.get(i - 1));
    }
    gaps.sort(null);
    assertFollows(gaps, gap -> 1 - Math.exp(-100 * gap));
  }

  @Test
  void evenArrivalsAreEvenAndAsManyAsExpected() {
    assertThat(all(ArrivalProcess.even(new RateCurve.Linear(4, 4, S))))
        .containsExactly(S / 8, 3 * S / 8, 5 * S / 8, 7 * S / 8);
  }

  @Test
  void uniformArrivalsAreExactlyAsManyAsExpected() {
    RateCurve curve = new RateCurve.Linear(100, 100, 100 * S);
    List<Long> times = all(ArrivalProcess.uniform(curve, 13));
    assertThat(times).hasSize(10_000);
    assertFollows(times, t -> t / 100);
  }

  @Test
  void burstsComeAtOnceAndAgainEachPeriod() {
    ArrivalProcess.Part part = new ArrivalProcess.Part(S, 25 * S, ArrivalProcess.bursts(2, 10 * S));
    assertThat(all(ArrivalProcess.inTurn(List.of(part))))
        .containsExactly(S, S, 11 * S, 11 * S, 21 * S, 21 * S);
  }

  @Test
  void partsFollowEachOtherEachToItsEnd() {
    ArrivalProcess even = ArrivalProcess.even(new RateCurve.Linear(1, 1, 2 * S));
    ArrivalProcess faster = ArrivalProcess.even(new RateCurve.Linear(2, 2, S));
    assertThat(
            all(
                ArrivalProcess.inTurn(
                    List.of(
                        new ArrivalProcess.Part(0, 2 * S, even),
                        new ArrivalProcess.Part(2 * S, S, faster)))))
        .containsExactly(S / 2, 3 * S / 2, 2 * S + S / 4, 2 * S + 3 * S / 4);
  }

  @Test
  void theSameSeedGivesTheSameArrivals() {
    RateCurve curve = new RateCurve.Sine(20, 10, 10 * S, 60 * S);
    assertThat(all(ArrivalProcess.poisson(curve, 1)))
        .isEqualTo(all(ArrivalProcess.poisson(curve, 1)))
        .isNotEqualTo(all(ArrivalProcess.poisson(curve, 2)));
  }
}
