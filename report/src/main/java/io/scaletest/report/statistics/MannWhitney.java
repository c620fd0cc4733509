package io.scaletest.report.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Whether two sets of runs have the same level, by ranks: no assumption about the noise's shape,
 * and exact for the few runs that there are.
 */
public final class MannWhitney {
  private static final int EXACT_MAX = 40;

  private MannWhitney() {}

  /** Returns the two-sided p-value: exact without ties, by the normal distribution with them. */
  public static double p(double[] a, double[] b) {
    return MannWhitneyUTest.withDefaults().test(a, b).getPValue();
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
   * Returns the largest U with a two-sided p below 5 %; -1 where there is none.
   *
   * @param a runs of one set
   * @param b runs of the other one
   */
  static int criticalU(int a, int b) {
    if (a > EXACT_MAX || b > EXACT_MAX) {
      double mean = a * (double) b / 2;
      double sd = Math.sqrt(a * (double) b * (a + b + 1) / 12);
      return (int) Math.floor(mean - 1.959964 * sd - 0.5);
    }
    double[] ways = ways(a, b);
    double all = Arrays.stream(ways).sum();
    double below = 0;
    int u = -1;
    while (u + 1 < ways.length && below + ways[u + 1] <= 0.025 * all) {
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
