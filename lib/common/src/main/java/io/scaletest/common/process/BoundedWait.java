package io.scaletest.common.process;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Polls a condition that depends on another process, up to a limit. Blocks its caller; the only
 * place here that sleeps. Immutable.
 */
public final class BoundedWait {
  /** Short against the seconds that components take to start, long against one look. */
  private static final long POLL_INTERVAL_MS = 20;

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
    while (!condition.getAsBoolean()) {
      if (ticker.nanos() - startNs >= limitNs) {
        return false;
      }
      try {
        Thread.sleep(POLL_INTERVAL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ToolException(CommonExit.INTERRUPTED, "interrupted while waiting", e);
      }
    }
    return true;
  }
}
