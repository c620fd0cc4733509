package io.scaletest.watching.steps;

import io.scaletest.watching.object.ServerStatus;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Delays before another attempt: doubled with each, jittered, bounded.
 *
 * <p><i>Source:</i> client-go's reflector: 800 ms doubled up to 30 s, each lengthened by a random
 * part of itself; here the bound holds with the jitter. For one thread.
 */
public final class Backoff {
  static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(800);
  static final long MAX_NS = TimeUnit.SECONDS.toNanos(30);

  /** What a 429 without a time means: the API server's flow control always sends 1 s. */
  static final long RETRY_AFTER_DEFAULT_NS = TimeUnit.SECONDS.toNanos(1);

  private final RandomGenerator random;
  private long baseNs = FIRST_NS;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Returns the delay before the next attempt, in nanoseconds, and lengthens the one after. */
  public long nextNs() {
    long jittered = baseNs + random.nextLong(baseNs);
    baseNs = Math.min(MAX_NS, baseNs * 2);
    return Math.min(MAX_NS, jittered);
  }

  /**
   * Returns the delay before another attempt at what {@code status} refused: the usual one, and at
   * least what the server asks for.
   */
  public long nextNs(ServerStatus status) {
    return Math.max(nextNs(), retryAfterNs(status));
  }

  private static long retryAfterNs(ServerStatus status) {
    if (status.retryAfterSeconds() > 0) {
      return TimeUnit.SECONDS.toNanos(status.retryAfterSeconds());
    }
    return status.isThrottling() ? RETRY_AFTER_DEFAULT_NS : 0;
  }

  /** Begins with the shortest delay again. */
  public void reset() {
    baseNs = FIRST_NS;
  }
}
