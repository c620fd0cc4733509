package io.scaletest.driving.openloop;

/**
 * What an open-loop run is to do.
 *
 * @param lambda creations per second, λ; positive and finite
 * @param n how many objects are created; 0 to 2^31 - 2
 * @param maxpop how many objects exist at a time in the long run, which sets their lifetime;
 *     positive
 */
public record OpenLoopPlan(double lambda, long n, long maxpop) {
  private static final long MAX_N = Integer.MAX_VALUE - 1L;

  public OpenLoopPlan {
    if (!(lambda > 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException("lambda: must be > 0 and finite, got " + lambda);
    }
    if (n < 0 || n > MAX_N) {
      throw new IllegalArgumentException("n: must be from 0 to " + MAX_N + ", got " + n);
    }
    if (maxpop < 1) {
      throw new IllegalArgumentException("maxpop: must be >= 1, got " + maxpop);
    }
  }

  /**
   * Returns the nanoseconds between the end of an object's create and the time its delete is due:
   * by Little's law {@code maxpop} objects then exist on average.
   */
  public long lifetimeNs() {
    return (long) Math.min(maxpop / lambda * 1e9, Long.MAX_VALUE / 4.0);
  }
}
