package io.scaletest.common.pacing;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import java.util.concurrent.locks.LockSupport;

/**
 * A pacer on a dedicated thread.
 *
 * <p>It never spins: {@code parkNanos} wakes within about 60 µs of the due time on an idle Linux
 * machine (the kernel's timer slack), which costs nothing and is part of the lateness that is
 * reported.
 */
public final class ThreadPacer implements Pacer {
  private final Ticker ticker;
  private final Step step;
  private final FaultHandler faults;
  private final long maxSleepNs;
  private final Thread thread;
  private volatile long sleepingUntilNs = Long.MIN_VALUE;
  private volatile Throwable failure;

  /**
   * @param faults takes what a step throws, which ends the pacer
   */
  public ThreadPacer(String threadName, Ticker ticker, Step step, FaultHandler faults) {
    this(threadName, ticker, step, faults, MAX_SLEEP_NS);
  }

  /**
   * @param maxSleepNs instead of {@link Pacer#MAX_SLEEP_NS}, so that a test sees who woke it
   */
  ThreadPacer(String threadName, Ticker ticker, Step step, FaultHandler faults, long maxSleepNs) {
    this.ticker = ticker;
    this.step = step;
    this.maxSleepNs = maxSleepNs;
    this.faults = faults;
    this.thread = new Thread(this::run, threadName);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void join() throws InterruptedException {
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("the pacer's step failed: " + failure, failure);
    }
  }

  @Override
  public void wakeBefore(long dueNs) {
    if (dueNs < sleepingUntilNs) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    try {
      runUntilDone();
    } catch (Throwable thrown) {
      failure = thrown;
      faults.handle("a pacer's step", thrown);
    }
  }

  private void runUntilDone() {
    while (true) {
      // Announced before the step looks for work: whatever comes after that look wakes us.
      sleepingUntilNs = Long.MAX_VALUE;
      long nextDueNs = step.run(ticker.nanos());
      if (nextDueNs == DONE) {
        return;
      }
      sleepingUntilNs = nextDueNs;
      long sleepNs = Math.min(nextDueNs - ticker.nanos(), maxSleepNs);
      if (sleepNs > 0) {
        LockSupport.parkNanos(this, sleepNs);
      }
    }
  }
}
