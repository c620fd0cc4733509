package io.scaletest.report.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Where a history of runs changes its level: E-divisive (Matteson and James 2014) with a
 * permutation test of 999 and a fixed seed, and no segment shorter than three runs, since single
 * spikes would alarm.
 */
public final class ChangePoints {
  /** The shortest segment. */
  public static final int SEGMENT_MIN = 3;

  private static final int PERMUTATIONS = 999;
  private static final double P_MAX = 0.05;
  private static final long SEED = 20_261_202;

  private final double[] values;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<Integer> found = new ArrayList<>();

  private ChangePoints(double[] values) {
    this.values = values;
  }

  /** Returns the first run of each new level, in their order. Some seconds for 500 runs. */
  public static List<Integer> of(double[] values) {
    var points = new ChangePoints(values.clone());
    points.split(0, values.length);
    Collections.sort(points.found);
    return List.copyOf(points.found);
  }

  private void split(int from, int to) {
    if (to - from < 2 * SEGMENT_MIN) {
      return;
    }
    double[] segment = Arrays.copyOfRange(values, from, to);
    Best best = best(segment);
    double[] permuted = segment.clone();
    int above = 0;
    for (int i = 0; i < PERMUTATIONS; i++) {
      shuffle(permuted);
      above += best(permuted).statistic >= best.statistic ? 1 : 0;
    }
    if ((above + 1.0) / (PERMUTATIONS + 1) > P_MAX) {
      return;
    }
    found.add(from + best.at);
    split(from, from + best.at);
    split(from + best.at, to);
  }

  private void shuffle(double[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  /** A split and how well it divides. */
  private record Best(int at, double statistic) {}

  /** Moves one value after the other from right to left, and keeps the sums of distances. */
  private static Best best(double[] values) {
    int n = values.length;
    double within = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        within += Math.abs(values[i] - values[j]);
      }
    }
    double left = 0;
    double right = within;
    double between = 0;
    var best = new Best(SEGMENT_MIN, Double.NEGATIVE_INFINITY);
    for (int moved = 0; moved < n - SEGMENT_MIN; moved++) {
      double toLeft = 0;
      double toRight = 0;
      for (int i = 0; i < moved; i++) {
        toLeft += Math.abs(values[i] - values[moved]);
      }
      for (int i = moved + 1; i < n; i++) {
        toRight += Math.abs(values[i] - values[moved]);
      }
      left += toLeft;
      right -= toRight;
      between += toRight - toLeft;
      int a = moved + 1;
      int b = n - a;
      if (a >= SEGMENT_MIN) {
        double statistic =
            a
                * (double) b
                / n
                * (2 * between / (a * (double) b) - pairs(left, a) - pairs(right, b));
        if (statistic > best.statistic) {
          best = new Best(a, statistic);
        }
      }
    }
    return best;
  }

  private static double pairs(double sum, int n) {
    return n < 2 ? 0 : 2 * sum / (n * (double) (n - 1));
  }
}
