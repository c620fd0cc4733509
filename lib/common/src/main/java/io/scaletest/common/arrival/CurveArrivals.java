package io.scaletest.common.arrival;

import java.util.SplittableRandom;

/**
 * Arrivals at a rate that changes, by time rescaling: where the numbers of expected arrivals at
 * which one comes are those of a process of rate 1, the times at which they are expected are those
 * of the process wanted. Ends with the curve.
 */
final class CurveArrivals implements ArrivalProcess {
  private final RateCurve curve;
  private final Positions positions;

  /** At how many expected arrivals one comes. */
  @FunctionalInterface
  private interface Positions {
    /** Returns the next, not below the one before. */
    double next();
  }

  private CurveArrivals(RateCurve curve, Positions positions) {
    this.curve = curve;
    this.positions = positions;
  }

  static ArrivalProcess poisson(RateCurve curve, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] sum = {0};
    return new CurveArrivals(
        curve,
        () -> {
          sum[0] -= StrictMath.log1p(-random.nextDouble());
          return sum[0];
        });
  }

  static ArrivalProcess even(RateCurve curve) {
    long[] arrived = {0};
    return new CurveArrivals(curve, () -> arrived[0]++ + 0.5);
  }

  /**
   * The order statistics of {@code n} uniform times, the n nearest to what is expected, one after
   * the other: the least of k that are left is above the one before by a share of the rest that is
   * {@code 1 - U^(1/k)}.
   */
  static ArrivalProcess uniform(RateCurve curve, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double all = curve.expected();
    long n = Math.round(all);
    long[] left = {n};
    double[] at = {0};
    return new CurveArrivals(
        curve,
        () -> {
          if (left[0] == 0) {
            return Double.POSITIVE_INFINITY;
          }
          double share = 1 - StrictMath.pow(1 - random.nextDouble(), 1.0 / left[0]);
          left[0]--;
          at[0] += (all - at[0]) * share;
          return at[0];
        });
  }

  @Override
  public long nextNs() {
    double position = positions.next();
    return position > curve.expected() ? Long.MAX_VALUE : (long) curve.whenNs(position);
  }
}
