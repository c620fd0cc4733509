package io.scaletest.common.arrival;

import java.util.List;

/**
 * An arrival process: the sequence of times at which operations are due.
 *
 * <p>Read once, from its beginning, by one thread.
 */
@FunctionalInterface
public interface ArrivalProcess {
  /**
   * Returns the next due time in nanoseconds since the start of the run. Never smaller than the one
   * before; {@link Long#MAX_VALUE} from the end on of a process that has one.
   */
  long nextNs();

  /**
   * An arrival process that is in force for a time.
   *
   * @param startNs when its own time begins
   * @param lengthNs for how long; what it has later does not come
   */
  record Part(long startNs, long lengthNs, ArrivalProcess arrivals) {}

  /** Returns processes one after the other, in the order of their starts. */
  static ArrivalProcess inTurn(List<Part> parts) {
    return new ArrivalsInTurn(List.copyOf(parts));
  }

  /**
   * Returns Poisson arrivals whose rate is a curve's, up to its end. Their inter-arrival times have
   * no cap.
   */
  static ArrivalProcess poisson(RateCurve curve, long seed) {
    return CurveArrivals.poisson(curve, seed);
  }

  /** Returns evenly spaced arrivals: one each time that one more is expected, the first halfway. */
  static ArrivalProcess even(RateCurve curve) {
    return CurveArrivals.even(curve);
  }

  /**
   * Returns as many arrivals as a curve expects, rounded, each at a random time of its own.
   * <i>Source:</i> clusterloader2 starts its objects so.
   */
  static ArrivalProcess uniform(RateCurve curve, long seed) {
    return CurveArrivals.uniform(curve, seed);
  }

  /** Returns {@code size} arrivals at once, the first at the beginning and then each period. */
  static ArrivalProcess bursts(long size, long everyNs) {
    if (size < 1 || everyNs < 1) {
      throw new IllegalArgumentException("burst: must have a size and a period of at least 1");
    }
    long[] arrived = {0};
    return () -> Math.multiplyExact(arrived[0]++ / size, everyNs);
  }

  /**
   * Returns Poisson arrivals: inter-arrival times exponential with rate {@code ratePerSecond}, each
   * capped at 300 s, accumulated from the start. The same seed gives the same sequence, on every
   * platform and Java version.
   *
   * @param ratePerSecond arrivals per second, λ; positive and finite
   */
  static ArrivalProcess poisson(double ratePerSecond, long seed) {
    return new PoissonArrivals(ratePerSecond, seed);
  }
}
