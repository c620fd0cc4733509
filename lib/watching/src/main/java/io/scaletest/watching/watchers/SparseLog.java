package io.scaletest.watching.watchers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Lets lines of one kind through at most so often, and counts those between. Safe for use by many
 * threads.
 */
final class SparseLog {
  static final long ONE_SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  private final long intervalNs;
  private final Ticker ticker;

  @GuardedBy("this")
  private boolean said;

  @GuardedBy("this")
  private long lastNs;

  @GuardedBy("this")
  private long heldBack;

  SparseLog(long intervalNs, Ticker ticker) {
    this.intervalNs = intervalNs;
    this.ticker = ticker;
  }

  /**
   * Says something, or counts it.
   *
   * @param sentence takes how many were held back since the last one was said
   */
  void say(LongConsumer sentence) {
    long before;
    synchronized (this) {
      long nowNs = ticker.nanos();
      if (said && nowNs - lastNs < intervalNs) {
        heldBack++;
        return;
      }
      said = true;
      lastNs = nowNs;
      before = heldBack;
      heldBack = 0;
    }
    sentence.accept(before);
  }
}
