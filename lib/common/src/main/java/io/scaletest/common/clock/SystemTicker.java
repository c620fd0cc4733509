package io.scaletest.common.clock;

/**
 * The process's monotonic clock, from zero: the JDK's own origin is arbitrary and may lie in the
 * future, which makes sums and comparisons of readings overflow.
 */
enum SystemTicker implements Ticker {
  INSTANCE;

  private final long originNs = System.nanoTime();

  @Override
  public long nanos() {
    return System.nanoTime() - originNs;
  }
}
