package io.scaletest.driving.recording;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.text.DurationText;
import java.util.concurrent.TimeUnit;

/**
 * When all streams were taken: put together from the waits of requests that found none. Safe for
 * use by many threads.
 */
public final class BusyStreams {
  /** Waits with less between them are one period. */
  private static final long SAME_PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(100);

  @GuardedBy("this")
  private boolean ever;

  /** On the run's ticker, as its end. */
  @GuardedBy("this")
  private long periodStartNs;

  @GuardedBy("this")
  private long periodEndNs;

  @GuardedBy("this")
  private long totalNs;

  /** Adds a request's wait. Waits come about in the order in which they ended. */
  synchronized void add(long fromNs, long toNs) {
    if (!ever || fromNs > periodEndNs + SAME_PERIOD_NS) {
      periodStartNs = fromNs;
      periodEndNs = fromNs;
      ever = true;
    }
    totalNs += Math.max(0, toNs - Math.max(fromNs, periodEndNs));
    periodEndNs = Math.max(periodEndNs, toNs);
  }

  /** Returns how long all streams were taken, in all. */
  public synchronized long totalNs() {
    return totalNs;
  }

  /**
   * Says it in words, empty where no request waited: {@code all streams busy since 12 s}.
   *
   * @param startNs the start of the run
   * @param endNs the end of its schedule; what lasts until then is told by its beginning
   */
  public synchronized String text(long startNs, long endNs) {
    if (TimeUnit.NANOSECONDS.toMillis(totalNs) == 0) {
      return "";
    }
    return periodEndNs >= endNs
        ? "all streams busy since " + DurationText.elapsed(Math.max(0, periodStartNs - startNs))
        : "all streams busy for " + DurationText.elapsed(totalNs);
  }
}
