package io.scaletest.driving.openloop;

import io.scaletest.common.arrival.ArrivalProcess;

/**
 * What an open-loop run is to do.
 *
 * @param lambda creations per second, λ; positive and finite, unless n is 0
 * @param n how many objects are created; 0 to 2^31 - 2
 * @param maxpop how many objects exist at a time in the long run, which sets their lifetime; with 0
 *     or less each is deleted at once
 */
public record OpenLoopPlan(double lambda, long n, long maxpop) {
  private static final long MAX_N = Integer.MAX_VALUE - 1L;

  public OpenLoopPlan {
    if (n < 0 || n > MAX_N) {
      throw new IllegalArgumentException("n: must be from 0 to " + MAX_N + ", got " + n);
    }
    if (n > 0 && (!(lambda > 0) || Double.isInfinite(lambda))) {
      throw new IllegalArgumentException("lambda: must be > 0 and finite, got " + lambda);
    }
  }

  /**
   * Returns this plan with no more objects than the schedule of {@code seed} has arrivals in the
   * first {@code durationNs}. The arrivals themselves stay what they are.
   */
  public OpenLoopPlan within(long durationNs, long seed) {
    ArrivalProcess arrivals = arrivals(seed);
    long number = 0;
    while (number < n && arrivals.nextNs() <= durationNs) {
      number++;
    }
    return new OpenLoopPlan(lambda, number, maxpop);
  }

  /** Returns when objects are created. */
  public ArrivalProcess arrivals(long seed) {
    return n > 0 ? ArrivalProcess.poisson(lambda, seed) : () -> Long.MAX_VALUE;
  }

  /**
   * Returns the nanoseconds between the end of an object's create and the time its delete is due:
   * by Little's law {@code maxpop} objects then exist on average.
   */
  public long lifetimeNs() {
    return lambda > 0 && maxpop > 0
        ? (long) Math.min(maxpop / lambda * 1e9, Long.MAX_VALUE / 4.0)
        : 0;
  }
}
