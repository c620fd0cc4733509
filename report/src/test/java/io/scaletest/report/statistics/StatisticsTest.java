package io.scaletest.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.report.model.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Intervals and tests by simulation, with fixed seeds. */
class StatisticsTest {
  @Test
  void orderStatisticsCoverThePercentile() {
    var random = new SplittableRandom(1);
    int covered = 0;
    int trials = 2_000;
    for (int trial = 0; trial < trials; trial++) {
      double[] values = random.doubles(1_000).sorted().toArray();
      OrderStatistics ranks = OrderStatistics.of(values.length, 0.9).orElseThrow();
      boolean inside =
          values[(int) ranks.low() - 1] <= 0.9 && values[(int) ranks.high() - 1] >= 0.9;
      covered += inside ? 1 : 0;
    }
    assertThat((double) covered / trials).isBetween(0.94, 0.98);
    assertThat(OrderStatistics.of(20_000, 0.99)).hasValue(new OrderStatistics(19_772, 19_828));
    assertThat(OrderStatistics.of(100, 0.99)).as("beyond the samples").isEmpty();
  }

  @Test
  void blocksCoverWhereTheLevelWandersAndOrderStatisticsDoNot() {
    var random = new SplittableRandom(2);
    int blocks = 0;
    int ranks = 0;
    int trials = 60;
    for (int trial = 0; trial < trials; trial++) {
      double level = 0;
      var columns = new ArrayList<BinCounts>();
      var all = new ArrayList<Double>();
      for (int second = 0; second < 120; second++) {
        level = 0.8 * level + 0.1 * 0.6 * random.nextGaussian();
        var counts = new long[Bins.COUNT];
        for (int i = 0; i < 100; i++) {
          double ns = 5e6 * Math.exp(level + 0.3 * random.nextGaussian());
          counts[Bins.of((long) ns)]++;
          all.add(ns);
        }
        columns.add(column(counts));
      }
      double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      double p50 = sorted[sorted.length / 2];
      // The level's own median is 0: the true median is 5 ms.
      Interval difference =
          new BlockBootstrap(columns, 1).differences(new double[] {0.5}).orElseThrow()[0];
      blocks += p50 + difference.low() <= 5e6 && p50 + difference.high() >= 5e6 ? 1 : 0;
      OrderStatistics rank = OrderStatistics.of(sorted.length, 0.5).orElseThrow();
      boolean inside = sorted[(int) rank.low() - 1] <= 5e6 && sorted[(int) rank.high() - 1] >= 5e6;
      ranks += inside ? 1 : 0;
    }
    assertThat((double) blocks / trials).isGreaterThan(0.75);
    assertThat((double) ranks / trials).isLessThan(0.6);
  }

  private static BinCounts column(long[] counts) {
    int[] bins = new int[counts.length];
    long[] kept = new long[counts.length];
    int length = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        bins[length] = i;
        kept[length++] = counts[i];
      }
    }
    return BinCounts.of(
        Arrays.copyOf(bins, length), Arrays.copyOf(kept, length), Bins.middleNs(bins[length - 1]));
  }

  @Test
  void theIntervalOfADifferenceCoversItForFewRuns() {
    var random = new SplittableRandom(3);
    int covered = 0;
    int trials = 300;
    for (int trial = 0; trial < trials; trial++) {
      double[] a = runs(5, 0, 0.03, random);
      double[] b = runs(5, 0.05, 0.03, random);
      Interval interval = RunDifference.of(a, new double[5], b, new double[5]).interval();
      covered += interval.low() <= 0.05 && interval.high() >= 0.05 ? 1 : 0;
    }
    assertThat((double) covered / trials).isBetween(0.92, 0.99);
  }

  private static double[] runs(int count, double level, double sd, SplittableRandom random) {
    var runs = new double[count];
    Arrays.setAll(runs, i -> level + sd * random.nextGaussian());
    return runs;
  }

  @Test
  void criticalValuesAreThoseOfTheLibrarysTest() {
    for (int n = 2; n <= 12; n++) {
      int critical = MannWhitney.criticalU(n, n, 0.05);
      if (critical >= 0) {
        assertThat(MannWhitney.p(withU(n, critical), ranks(n))).isLessThanOrEqualTo(0.05);
      }
      assertThat(MannWhitney.p(withU(n, critical + 1), ranks(n))).isGreaterThan(0.05);
    }
    assertThat(MannWhitney.criticalU(3, 3, 0.05))
        .as("3 + 3 can never show a difference")
        .isEqualTo(-1);
    assertThat(MannWhitney.smallestP(3, 3)).isCloseTo(0.1, within(1e-9));
    assertThat(MannWhitney.smallestP(5, 5)).isCloseTo(0.0079, within(1e-4));
    assertThat(MannWhitney.p(new double[] {1, 2, 3, 4, 5}, new double[] {6, 7, 8, 9, 10}))
        .isCloseTo(MannWhitney.smallestP(5, 5), within(1e-9));
  }

  /** Returns n values of which U to the ranks is {@code u}. */
  private static double[] withU(int n, int u) {
    var values = new double[n];
    int left = u;
    for (int i = n - 1; i >= 0; i--) {
      int above = Math.min(n, left);
      values[i] = above + 0.5 + i * 1e-3;
      left -= above;
    }
    return values;
  }

  private static double[] ranks(int n) {
    var ranks = new double[n];
    Arrays.setAll(ranks, i -> i + 1);
    return ranks;
  }

  @Test
  void twentyPairsOfEqualSetsHaveNoMoreAlarmsThanPromised() {
    var random = new SplittableRandom(6);
    int alarms = 0;
    for (int pair = 0; pair < 20; pair++) {
      // Each run has a level of its own, which is what pooled requests would take for a difference.
      alarms += MannWhitney.p(runs(6, 0, 0.05, random), runs(6, 0, 0.05, random)) < 0.05 ? 1 : 0;
    }
    assertThat(alarms).as("at 5 %, more than 4 with a probability of 0.3 %").isLessThanOrEqualTo(4);
  }

  @Test
  void holmIsTheTextbooks() {
    assertThat(Holm.corrected(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(Holm.corrected(new double[] {0.9, 0.8})).containsExactly(1, 1);
  }

  @Test
  void thePlannedRepeatsFindTheEffect() {
    var wanted = new RepeatsPlan.Wanted(Math.log(1.05), 0.8, 0, 1);
    RepeatsPlan plan = RepeatsPlan.of(0.03, 5, wanted);

    assertThat(plan.repeats()).isBetween(7, 10);
    assertThat(plan.low()).isLessThan(plan.repeats());
    assertThat(plan.high()).isBetween(15, 24);
    assertThat(RepeatsPlan.power(plan.repeats(), 0.03, wanted)).isGreaterThanOrEqualTo(0.8);
    assertThat(RepeatsPlan.power(plan.repeats() - 3, 0.03, wanted)).isLessThan(0.8);
  }

  @Test
  void tiesWithinASetMakeNothingLessCertain() {
    double[] a = {202, 202, 203, 203, 204};
    double[] b = {212, 212, 212, 213, 213};

    assertThat(MannWhitney.p(a, b)).isCloseTo(MannWhitney.smallestP(5, 5), within(1e-12));
    assertThat(MannWhitney.p(b, a)).isCloseTo(MannWhitney.smallestP(5, 5), within(1e-12));
    assertThat(MannWhitney.p(a, a)).isEqualTo(1);
  }

  @Test
  void tiesBetweenTheSetsCountAsTheChoicesOfTheirRanksDo() {
    double[] all = {1, 2, 2, 3, 3, 3, 4, 5};
    double[] a = {1, 2, 3};
    double[] b = {2, 3, 3, 4, 5};
    double own = MannWhitney.u(a, b);
    int atMost = 0;
    int choices = 0;
    for (int bits = 0; bits < 1 << all.length; bits++) {
      int chosenBits = bits;
      if (Integer.bitCount(bits) == a.length) {
        double[] chosen = pick(all, i -> (chosenBits >> i & 1) == 1);
        double[] rest = pick(all, i -> (chosenBits >> i & 1) == 0);
        atMost += MannWhitney.u(chosen, rest) <= own ? 1 : 0;
        choices++;
      }
    }

    assertThat(MannWhitney.p(a, b)).isCloseTo(2.0 * atMost / choices, within(1e-12));
  }

  private static double[] pick(double[] of, IntPredicate which) {
    return IntStream.range(0, of.length).filter(which).mapToDouble(i -> of[i]).toArray();
  }

  @Test
  void thePlanIsForAllThatAComparisonAsks() {
    // The ranks of 4 + 4 runs are never below 5 % / 5: no plan for five metrics may say 4.
    RepeatsPlan five = RepeatsPlan.of(0.01, 6, new RepeatsPlan.Wanted(Math.log(1.05), 0.8, 0, 5));
    RepeatsPlan beyond =
        RepeatsPlan.of(0.03, 6, new RepeatsPlan.Wanted(Math.log(1.05), 0.8, Math.log(1.02), 1));

    assertThat(MannWhitney.smallestP(five.repeats(), five.repeats()) * 5).isLessThan(0.05);
    assertThat(beyond.repeats()).isGreaterThan(14);
  }

  @Test
  void aStepIsFoundAndNoiseIsNot() {
    var random = new SplittableRandom(4);
    double[] step = new double[40];
    Arrays.setAll(step, i -> (i < 25 ? 0 : 0.05) + 0.02 * random.nextGaussian());

    List<Integer> found = ChangePoints.of(step);

    assertThat(found).hasSize(1);
    assertThat(found.get(0)).isBetween(24, 26);
    int alarms = 0;
    for (int history = 0; history < 20; history++) {
      double[] noise = runs(40, 0, 0.02, random);
      alarms += ChangePoints.of(noise).isEmpty() ? 0 : 1;
    }
    assertThat(alarms).as("of 20 at 5 %").isLessThanOrEqualTo(4);
    assertThat(ChangePoints.of(new double[] {1, 1, 1, 9, 1, 1})).as("a spike").isEmpty();
    assertThat(ChangePoints.of(new double[0])).isEmpty();
  }
}
