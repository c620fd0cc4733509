package io.scaletest.common.arrival;

/**
 * The due times of several logical threads that share one aggregate rate: thread t's k-th operation
 * is due at {@code (k*T + t) / rate}.
 *
 * <p><i>Source:</i> the contract of cmdriverclosed.
 *
 * @param threads T, the number of logical threads; at least 1
 * @param ratePerSecond aggregate operations per second; positive and finite
 */
public record PacedThreads(int threads, double ratePerSecond) {
  public PacedThreads {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: must be >= 1, got " + threads);
    }
    Rates.positive(ratePerSecond);
  }

  /**
   * Returns when an operation is due, in nanoseconds since the start.
   *
   * @param thread t, from 0 to T-1
   * @param k the operation's number within its thread, from 0
   */
  public long dueNs(int thread, long k) {
    return Math.round((k * (double) threads + thread) * Rates.NS_PER_S / ratePerSecond);
  }
}
