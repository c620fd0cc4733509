package io.scaletest.common.clock;

/**
 * A monotonic clock in nanoseconds.
 *
 * <p>Readings have no meaning by themselves; only the difference of two readings of one ticker has.
 * Implementations are safe for use by many threads and never go backwards.
 */
@FunctionalInterface
public interface Ticker {
  /** Returns the nanoseconds since an origin that stays fixed for this ticker; never negative. */
  long nanos();

  /** Returns the ticker of this process: {@link System#nanoTime()}, its only caller. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
