package io.scaletest.common.arrival;

/**
 * An arrival process: the sequence of times at which operations are due.
 *
 * <p>Read once, from its beginning, by one thread.
 */
@FunctionalInterface
public interface ArrivalProcess {
  /**
   * Returns the next due time in nanoseconds since the start of the run. Never smaller than the one
   * before.
   */
  long nextNs();

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
