package io.scaletest.report.statistics;

import io.scaletest.report.model.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The difference of two sets of runs, in logarithms: by how much b is above a.
 *
 * @param estimate Hodges and Lehmann's: the median of all differences of one run of each
 * @param interval 95 %, by a bootstrap of runs
 */
public record RunDifference(double estimate, Interval interval) {
  private static final int RESAMPLES = 2_000;
  private static final long SEED = 20_261_130;
  private static final double TAIL = 0.025;
  private static final double NORMAL = 1.959964;

  /**
   * Returns the difference of sets of at least two runs each.
   *
   * @param a logarithms of a figure of the runs of one set
   * @param aErrors standard error of each, within its run; 0 where it is unknown
   */
  public static RunDifference of(double[] a, double[] aErrors, double[] b, double[] bErrors) {
    double estimate = hodgesLehmann(a, b);
    var random = new SplittableRandom(SEED);
    var drawn = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      drawn[i] = drawnMean(b, bErrors, random) - drawnMean(a, aErrors, random);
    }
    Arrays.sort(drawn);
    // A plain bootstrap of five runs covers 87 % instead of 95.
    int least = Math.min(a.length, b.length);
    double factor =
        Math.sqrt(least / (least - 1.0))
            * TDistribution.of(a.length + b.length - 2.0).inverseSurvivalProbability(TAIL)
            / NORMAL;
    double middle = mean(b) - mean(a);
    double low = drawn[(int) Math.round(TAIL * (RESAMPLES - 1))] - middle;
    double high = drawn[(int) Math.round((1 - TAIL) * (RESAMPLES - 1))] - middle;
    return new RunDifference(estimate, new Interval(middle + low * factor, middle + high * factor));
  }

  private static double hodgesLehmann(double[] a, double[] b) {
    var differences = new double[a.length * b.length];
    int count = 0;
    for (double x : a) {
      for (double y : b) {
        differences[count++] = y - x;
      }
    }
    return median(differences);
  }

  /** Returns the median; sorts the values. */
  static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double drawnMean(double[] values, double[] errors, SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      int drawn = random.nextInt(values.length);
      sum += values[drawn] + errors[drawn] * random.nextGaussian();
    }
    return sum / values.length;
  }
}
