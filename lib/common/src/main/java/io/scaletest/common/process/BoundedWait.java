package io.scaletest.common.process;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Polls a condition that depends on another process, up to a limit. Blocks its caller; the only
 * place here that sleeps. Immutable.
 *
 * <p>It looks every 20 ms at first, and less often the longer it takes: what is waited for is seen
 * a twentieth of the wait late at most, and half a second. A look that costs much, as starting a
 * program does, gets pauses as long as itself: what is waited for needs the processor, too.
 */
public final class BoundedWait {
  /** Short against the seconds that components take to start, long against one look. */
  private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long LONGEST_NS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int LATE_BY_A = 20;

  private final Ticker ticker;

  public BoundedWait(Ticker ticker) {
    this.ticker = Objects.requireNonNull(ticker, "ticker is null");
  }

  /**
   * Returns true as soon as the condition holds, false if it did not within the limit. The
   * condition is asked at least once.
   *
   * @throws ToolException with status 130 if the thread is interrupted; it stays interrupted
   */
  public boolean until(Duration limit, BooleanSupplier condition) {
    long startNs = ticker.nanos();
    long limitNs = limit.toNanos();
    long lookNs = startNs;
    while (!condition.getAsBoolean()) {
      long nowNs = ticker.nanos();
      long leftNs = limitNs - (nowNs - startNs);
      if (leftNs <= 0) {
        return false;
      }
      long pauseNs = Math.min(pauseNs(nowNs - startNs, nowNs - lookNs), leftNs);
      try {
        TimeUnit.NANOSECONDS.sleep(pauseNs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ToolException(CommonExit.INTERRUPTED, "interrupted while waiting", e);
      }
      lookNs = nowNs + pauseNs;
    }
    return true;
  }

  /** Returns the pause after a wait of so long, whose last look took so long. */
  static long pauseNs(long waitedNs, long lookNs) {
    return Math.min(LONGEST_NS, Math.max(SHORTEST_NS, Math.max(waitedNs / LATE_BY_A, lookNs)));
  }
}
