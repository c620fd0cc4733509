package io.scaletest.common.arrival;

/**
 * The due times of several logical threads that share one aggregate rate: thread t's k-th operation
 * is due at {@code (k*T + t) / rate}.
 *
 * <p><i>Source:</i> the contract of cmdriverclosed, "Pacing".
 *
 * @param threads T, the number of logical threads; at least 1
 * @param ratePerSecond aggregate operations per second; positive and finite
 */
public record PacedThreads(int threads, double ratePerSecond) {
  /** A century and a half: what is due then is due never. */
  static final long NEVER_NS = 1L << 62;

  public PacedThreads {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: must be >= 1, got " + threads);
    }
    Rates.positive(ratePerSecond);
  }

  /**
   * Returns when an operation is due, in nanoseconds since the start.
   *
   * @param thread t, from 1 to T: so the very first operation of all is due at {@code 1 / rate}
   * @param k the operation's number within its thread, from 0
   * @return at most {@link #NEVER_NS}, so that the start can be added
   */
  public long dueNs(int thread, long k) {
    return Math.round(
        Math.min((k * (double) threads + thread) * Rates.NS_PER_S / ratePerSecond, NEVER_NS));
  }
}
