package io.scaletest.testkit.clock;

import io.scaletest.common.clock.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A ticker that moves only when a test says so. Safe for use by many threads. */
public final class ManualTicker implements Ticker {
  private final AtomicLong nowNs = new AtomicLong();

  @Override
  public long nanos() {
    return nowNs.get();
  }

  /** Moves on by {@code duration}, which may be zero but not negative. */
  public void advance(Duration duration) {
    advanceNs(duration.toNanos());
  }

  /** Moves on by {@code ns} nanoseconds. */
  public void advanceNs(long ns) {
    if (ns < 0) {
      throw new IllegalArgumentException("ns: a ticker never goes back, got " + ns);
    }
    nowNs.addAndGet(ns);
  }
}
