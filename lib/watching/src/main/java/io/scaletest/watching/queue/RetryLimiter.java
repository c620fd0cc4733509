package io.scaletest.watching.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long a key whose work failed waits before it is tried again: the longer of an exponential
 * delay of its own and the overall rate's delay. First attempts are never delayed.
 *
 * <p><i>Source:</i> client-go's {@code DefaultControllerRateLimiter}: 5 ms doubled with each
 * failure of the key up to 1000 s; over all keys 10 a second after a burst of 100. Safe for use by
 * many threads.
 */
public final class RetryLimiter {
  static final long FIRST_DELAY_NS = TimeUnit.MILLISECONDS.toNanos(5);
  static final long DELAY_MAX_NS = TimeUnit.SECONDS.toNanos(1_000);
  static final long OVERALL_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1) / 10;
  static final int OVERALL_BURST = 100;

  /** 5 ms doubled so often is beyond the longest delay. */
  private static final int DOUBLINGS_MAX = 18;

  private final Ticker ticker;

  @GuardedBy("this")
  private final Map<Object, Integer> failures = new HashMap<>();

  /** When the overall bucket was, or will be, full but for one burst; moves with each retry. */
  @GuardedBy("this")
  private long nextFreeNs;

  public RetryLimiter(Ticker ticker) {
    this.ticker = ticker;
    this.nextFreeNs = ticker.nanos() - OVERALL_BURST * OVERALL_INTERVAL_NS;
  }

  /** Counts a failure of {@code key} and returns the nanoseconds until it may be tried again. */
  public synchronized long delayNs(Object key) {
    int before = failures.merge(key, 1, Integer::sum) - 1;
    long own =
        before >= DOUBLINGS_MAX ? DELAY_MAX_NS : Math.min(FIRST_DELAY_NS << before, DELAY_MAX_NS);
    return Math.max(own, overallDelayNs());
  }

  /** Returns how often {@code key} has failed since {@link #forget}. */
  public synchronized int failures(Object key) {
    return failures.getOrDefault(key, 0);
  }

  /** Forgets the failures of {@code key}, because its work succeeded or was given up. */
  public synchronized void forget(Object key) {
    failures.remove(key);
  }

  @GuardedBy("this")
  private long overallDelayNs() {
    long nowNs = ticker.nanos();
    long fullNs = nowNs - OVERALL_BURST * OVERALL_INTERVAL_NS;
    nextFreeNs = Math.max(nextFreeNs, fullNs) + OVERALL_INTERVAL_NS;
    return Math.max(0, nextFreeNs - nowNs);
  }
}
