package io.scaletest.report.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Whether two sets of runs have the same level, by ranks: no assumption about the noise's shape,
 * and exact for the few runs that there are.
 */
public final class MannWhitney {
  private static final int EXACT_MAX = 40;

  private MannWhitney() {}

  /**
   * Returns the two-sided p-value: exact, and of large sets with ties by the normal distribution.
   * Percentiles of three digits tie often, and with few runs that distribution is too careful: it
   * makes 0.012 of the 0.008 of 5 + 5 runs that do not overlap.
   */
  public static double p(double[] a, double[] b) {
    int[] ranks = twiceRanks(a, b);
    boolean ties = Arrays.stream(ranks).distinct().count() < ranks.length;
    return ties && a.length <= EXACT_MAX && b.length <= EXACT_MAX
        ? exactP(ranks, a.length)
        : MannWhitneyUTest.withDefaults().test(a, b).getPValue();
  }

  /** Returns the ranks of all values, those of {@code a} first, times two: equal ones share. */
  private static int[] twiceRanks(double[] a, double[] b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return Arrays.stream(all)
        .mapToInt(x -> Arrays.stream(all).mapToInt(y -> y < x ? 2 : y == x ? 1 : 0).sum())
        .toArray();
  }

  /** Of all choices of {@code chosen} of the ranks, how many have a sum as far out or farther. */
  private static double exactP(int[] ranks, int chosen) {
    int most = Arrays.stream(ranks).sum();
    double[][] ways = new double[chosen + 1][most + 1];
    ways[0][0] = 1;
    for (int rank : ranks) {
      for (int k = chosen; k > 0; k--) {
        for (int sum = most; sum >= rank; sum--) {
          ways[k][sum] += ways[k - 1][sum - rank];
        }
      }
    }
    int own = Arrays.stream(ranks).limit(chosen).sum();
    double all = Arrays.stream(ways[chosen]).sum();
    double atMost = Arrays.stream(ways[chosen]).limit(own + 1L).sum();
    double atLeast = Arrays.stream(ways[chosen]).skip(own).sum();
    return Math.min(1, 2 * Math.min(atMost, atLeast) / all);
  }

  /** Returns the smallest p-value that so many runs can give: that of sets that do not overlap. */
  public static double smallestP(int a, int b) {
    double ways = 1;
    for (int i = 1; i <= b; i++) {
      ways *= (double) (a + i) / i;
    }
    return 2 / ways;
  }

  /**
   * Returns the largest U with a two-sided p of at most {@code alpha}; -1 where there is none.
   *
   * @param a runs of one set
   * @param b runs of the other one
   */
  static int criticalU(int a, int b, double alpha) {
    if (a > EXACT_MAX || b > EXACT_MAX) {
      double mean = a * (double) b / 2;
      double sd = Math.sqrt(a * (double) b * (a + b + 1) / 12);
      double quantile = NormalDistribution.of(0, 1).inverseSurvivalProbability(alpha / 2);
      return (int) Math.floor(mean - quantile * sd - 0.5);
    }
    double[] ways = ways(a, b);
    double all = Arrays.stream(ways).sum();
    double below = 0;
    int u = -1;
    while (u + 1 < ways.length && below + ways[u + 1] <= alpha / 2 * all) {
      u++;
      below += ways[u];
    }
    return u;
  }

  /** Returns in how many orders of a + b values U is 0, 1, 2, …; by the recursion over the last. */
  private static double[] ways(int a, int b) {
    double[][] rows = new double[b + 1][];
    for (int j = 0; j <= b; j++) {
      rows[j] = new double[] {1};
    }
    for (int i = 1; i <= a; i++) {
      for (int j = 1; j <= b; j++) {
        // The largest value is of a, and above all of b, or it is of b.
        var sum = new double[i * j + 1];
        for (int u = 0; u < rows[j].length; u++) {
          sum[u + j] += rows[j][u];
        }
        for (int u = 0; u < rows[j - 1].length; u++) {
          sum[u] += rows[j - 1][u];
        }
        rows[j] = sum;
      }
    }
    return rows[b];
  }

  /** Returns U: how many pairs have the value of {@code a} above that of {@code b}. */
  static double u(double[] a, double[] b) {
    double u = 0;
    for (double x : a) {
      for (double y : b) {
        u += x > y ? 1 : x == y ? 0.5 : 0;
      }
    }
    return u;
  }

  /** Returns Cliff's delta: 1 where all of {@code b} are above all of {@code a}, -1 below. */
  public static double cliffsDelta(double[] a, double[] b) {
    return 2 * u(b, a) / (a.length * (double) b.length) - 1;
  }
}
