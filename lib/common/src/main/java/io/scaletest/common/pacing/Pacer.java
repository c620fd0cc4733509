package io.scaletest.common.pacing;

import io.scaletest.common.clock.Ticker;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that does what is due and sleeps until the next due time.
 *
 * <p>It never spins: {@code parkNanos} wakes within about 60 µs of the due time on an idle Linux
 * machine (the kernel's timer slack), which costs nothing and is part of the lateness that is
 * reported.
 */
public final class Pacer {
  /** What the pacer runs; always called on the pacer's thread. */
  @FunctionalInterface
  public interface Step {
    /**
     * Does everything that is due at {@code nowNs}.
     *
     * @return when the next thing is due, as a reading of the ticker; {@link Long#MAX_VALUE} to
     *     sleep until {@link Pacer#wakeBefore} is called; {@link #DONE} to end
     */
    long run(long nowNs);
  }

  /** Returned by a step to end the pacer's thread. */
  public static final long DONE = Long.MIN_VALUE;

  /**
   * Even with nothing due the step runs this often, so that a lost wake-up delays but never hangs.
   */
  private static final long MAX_SLEEP_NS = 100_000_000L;

  private final Ticker ticker;
  private final Step step;
  private final Thread thread;
  private volatile long sleepingUntilNs = Long.MIN_VALUE;

  public Pacer(String threadName, Ticker ticker, Step step) {
    this.ticker = ticker;
    this.step = step;
    this.thread = new Thread(this::run, threadName);
  }

  public void start() {
    thread.start();
  }

  /** Waits until the step has returned {@link #DONE}. */
  public void join() throws InterruptedException {
    thread.join();
  }

  /**
   * Wakes the pacer if it sleeps beyond {@code dueNs}: called by other threads after they have put
   * down something new. Usually the new thing is due later than what the pacer sleeps for, and this
   * costs one volatile read.
   */
  public void wakeBefore(long dueNs) {
    if (dueNs < sleepingUntilNs) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      // Announced before the step looks for work: whatever comes after that look wakes us.
      sleepingUntilNs = Long.MAX_VALUE;
      long nowNs = ticker.nanos();
      long nextDueNs = step.run(nowNs);
      if (nextDueNs == DONE) {
        return;
      }
      sleepingUntilNs = nextDueNs;
      long sleepNs = Math.min(nextDueNs - ticker.nanos(), MAX_SLEEP_NS);
      if (sleepNs > 0) {
        LockSupport.parkNanos(this, sleepNs);
      }
    }
  }
}
