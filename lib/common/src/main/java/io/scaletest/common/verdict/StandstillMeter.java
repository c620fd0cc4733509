package io.scaletest.common.verdict;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Detects standstills of this process: a thread that wakes every {@value #INTERVAL_MS} ms and looks
 * how much later than that it was. It sees what no request sees that was not due meanwhile: a
 * process that was stopped (SIGSTOP), had no CPU, collected garbage, or a virtual machine without
 * its host.
 *
 * <p>{@link #start} and {@link #close} are for one thread; the figures are for any.
 */
final class StandstillMeter implements AutoCloseable {
  static final int INTERVAL_MS = 20;

  /** What is shorter is an ordinary wait for a CPU on a busy machine. */
  static final long STANDSTILL_MIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);

  private final Ticker ticker;
  private final CountDownLatch closing = new CountDownLatch(1);

  @GuardedBy("this")
  private long lastNs;

  @GuardedBy("this")
  private long longestNs;

  @GuardedBy("this")
  private long totalNs;

  /** Returns a meter without a thread, for tests. */
  StandstillMeter(Ticker ticker) {
    this.ticker = ticker;
    this.lastNs = ticker.nanos();
  }

  /** Returns a meter that looks by itself, from now until it is closed. */
  public static StandstillMeter start(Ticker ticker) {
    var meter = new StandstillMeter(ticker);
    var thread = new Thread(meter::lookUntilClosed, "standstill-meter");
    thread.setDaemon(true);
    thread.start();
    return meter;
  }

  private void lookUntilClosed() {
    try {
      while (!closing.await(INTERVAL_MS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt; close() looks once more.
      Thread.currentThread().interrupt();
    }
  }

  /** Notes how long it took to come here again. */
  synchronized void look() {
    long nowNs = ticker.nanos();
    long lateNs = nowNs - lastNs - INTERVAL_NS;
    lastNs = nowNs;
    if (lateNs >= STANDSTILL_MIN_NS) {
      longestNs = Math.max(longestNs, lateNs);
      totalNs += lateNs;
    }
  }

  /** Returns the longest standstill, in nanoseconds; 0 without any. */
  public synchronized long longestNs() {
    return longestNs;
  }

  /** Returns all standstills together, in nanoseconds. */
  public synchronized long totalNs() {
    return totalNs;
  }

  /** Looks a last time and ends. Calling it again changes nothing. */
  @Override
  public void close() {
    if (closing.getCount() > 0) {
      closing.countDown();
      look();
    }
  }
}
