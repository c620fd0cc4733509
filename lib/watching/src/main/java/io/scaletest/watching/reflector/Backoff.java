package io.scaletest.watching.reflector;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Delays before another attempt: doubled with each, jittered, bounded.
 *
 * <p><i>Source:</i> client-go's reflector: 800 ms doubled up to 30 s, each lengthened by a random
 * part of itself; here the bound holds with the jitter. For one thread.
 */
final class Backoff {
  static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(800);
  static final long MAX_NS = TimeUnit.SECONDS.toNanos(30);

  private final RandomGenerator random;
  private long baseNs = FIRST_NS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Returns the delay before the next attempt, in nanoseconds, and lengthens the one after. */
  long nextNs() {
    long jittered = baseNs + random.nextLong(baseNs);
    baseNs = Math.min(MAX_NS, baseNs * 2);
    return Math.min(MAX_NS, jittered);
  }

  /** Begins with the shortest delay again. */
  void reset() {
    baseNs = FIRST_NS;
  }
}
