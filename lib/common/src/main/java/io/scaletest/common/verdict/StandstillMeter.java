package io.scaletest.common.verdict;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Detects standstills of this process: a thread that wakes every {@value #INTERVAL_MS} ms and
 * measures how late it was. It detects pauses in which no request was due: SIGSTOP, no CPU, garbage
 * collection, or a paused virtual machine.
 *
 * <p>{@link #start} and {@link #close} are for one thread; the figures are for any.
 */
final class StandstillMeter implements AutoCloseable {
  static final int INTERVAL_MS = 20;

  /** Shorter pauses are ordinary waits for a CPU on a busy machine. */
  static final long STANDSTILL_MIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);

  private final Ticker ticker;
  private final LongConsumer further;
  private final CountDownLatch closing = new CountDownLatch(1);

  @GuardedBy("this")
  private long lastNs;

  @GuardedBy("this")
  private long longestNs;

  @GuardedBy("this")
  private long totalNs;

  /** Returns a meter without a thread, for tests. */
  StandstillMeter(Ticker ticker) {
    this(ticker, nowNs -> {});
  }

  private StandstillMeter(Ticker ticker, LongConsumer further) {
    this.ticker = ticker;
    this.further = further;
    this.lastNs = ticker.nanos();
  }

  /**
   * Returns a started meter, whose thread runs until it is closed.
   *
   * @param further what else is looked at each time, given the ticker's reading; must be quick
   * @param faults is told if the thread fails: nobody looks from then on
   */
  static StandstillMeter start(Ticker ticker, LongConsumer further, FaultHandler faults) {
    var meter = new StandstillMeter(ticker, further);
    var thread = new Thread(() -> meter.lookUntilClosed(faults), "standstill-meter");
    thread.setDaemon(true);
    thread.start();
    return meter;
  }

  private void lookUntilClosed(FaultHandler faults) {
    try {
      while (!closing.await(INTERVAL_MS, TimeUnit.MILLISECONDS)) {
        further.accept(look());
      }
    } catch (InterruptedException e) {
      // No code interrupts this thread; close() measures once more.
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      faults.handle("the thread that looks for standstills", e);
    }
  }

  /** Notes how long it took to come here again; returns the ticker's reading. */
  @CanIgnoreReturnValue
  synchronized long look() {
    long nowNs = ticker.nanos();
    long lateNs = nowNs - lastNs - INTERVAL_NS;
    lastNs = nowNs;
    if (lateNs >= STANDSTILL_MIN_NS) {
      longestNs = Math.max(longestNs, lateNs);
      totalNs += lateNs;
    }
    return nowNs;
  }

  /** Returns the longest standstill, in nanoseconds; 0 without any. */
  synchronized long longestNs() {
    return longestNs;
  }

  /** Returns all standstills together, in nanoseconds. */
  synchronized long totalNs() {
    return totalNs;
  }

  /** Measures a last time and ends the thread. Idempotent. */
  @Override
  public void close() {
    if (closing.getCount() > 0) {
      closing.countDown();
      look();
    }
  }
}
