package io.scaletest.watching.steps;

import io.scaletest.common.clock.Ticker;
import io.scaletest.watching.object.ServerStatus;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Delays before another attempt: doubled with each, jittered, bounded. For one thread.
 *
 * <p><i>Source:</i> client-go's reflector (0.36): 800 ms doubled up to 30 s, each lengthened by a
 * random part of itself, so 30 to 60 s in the end; short again two minutes after they last were.
 */
public final class Backoff {
  static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(800);
  static final long MAX_NS = TimeUnit.SECONDS.toNanos(30);

  /** So long after the last one begins another round, whether the server was well meanwhile. */
  static final long RESET_NS = TimeUnit.MINUTES.toNanos(2);

  /** What a 429 without a time means: the API server's flow control always sends 1 s. */
  static final long RETRY_AFTER_DEFAULT_NS = TimeUnit.SECONDS.toNanos(1);

  private final RandomGenerator random;
  private final Ticker ticker;
  private final long maxJitteredNs;
  private long baseNs = FIRST_NS;
  private long roundNs;

  private Backoff(RandomGenerator random, Ticker ticker, long maxJitteredNs) {
    this.random = random;
    this.ticker = ticker;
    this.maxJitteredNs = maxJitteredNs;
    this.roundNs = ticker.nanos();
  }

  /**
   * Returns delays of which none is longer than 30 s, for a watcher that wants to be back soon: its
   * owner {@link #reset}s them as soon as something has come.
   */
  public Backoff(RandomGenerator random) {
    this(random, () -> 0, MAX_NS);
  }

  /**
   * Returns client-go's own delays: the jitter goes beyond the bound, and no success makes them
   * short again, only time by {@code ticker}.
   */
  public static Backoff asClientGo(RandomGenerator random, Ticker ticker) {
    return new Backoff(random, ticker, 2 * MAX_NS);
  }

  /** Returns the delay before the next attempt, in nanoseconds, and lengthens the one after. */
  public long nextNs() {
    long nowNs = ticker.nanos();
    if (nowNs - roundNs > RESET_NS) {
      roundNs = nowNs;
      reset();
    }
    long jittered = baseNs + random.nextLong(baseNs);
    baseNs = Math.min(MAX_NS, baseNs * 2);
    return Math.min(maxJitteredNs, jittered);
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
