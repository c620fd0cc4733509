package io.scaletest.kube.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A pacer on an event loop of the transport. What is due is sent on the thread that decides it: no
 * other thread must be woken between the due time and the socket, which saves a third of the
 * lateness and of the CPU of a slow schedule.
 *
 * <p>Only for event loops whose timers are exact to the nanosecond: epoll's.
 */
final class EventLoopPacer implements Pacer {
  private final EventLoop loop;
  private final Ticker ticker;
  private final Step step;
  private final FaultHandler faults;
  private final long maxSleepNs;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile long sleepingUntilNs = Long.MIN_VALUE;

  // Touched by the event loop alone.
  private ScheduledFuture<?> timer;
  private boolean stepping;

  EventLoopPacer(EventLoop loop, Ticker ticker, Step step, FaultHandler faults) {
    this(loop, ticker, step, faults, MAX_SLEEP_NS);
  }

  /**
   * @param maxSleepNs instead of {@link Pacer#MAX_SLEEP_NS}, so that a test sees who woke it
   */
  EventLoopPacer(EventLoop loop, Ticker ticker, Step step, FaultHandler faults, long maxSleepNs) {
    this.loop = loop;
    this.ticker = ticker;
    this.step = step;
    this.maxSleepNs = maxSleepNs;
    this.faults = faults;
  }

  @Override
  public void start() {
    loop.execute(this::run);
  }

  @Override
  public void join() throws InterruptedException {
    try {
      done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the pacer's step failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void wakeBefore(long dueNs) {
    if (dueNs >= sleepingUntilNs) {
      return;
    }
    if (!loop.inEventLoop()) {
      loop.execute(this::run);
    } else if (!stepping) {
      // A step under way looks again before it ends. Otherwise only the timer is too late.
      sleepUntil(dueNs);
    }
  }

  private void run() {
    if (done.isDone() || stepping) {
      return;
    }
    // Announced before the step looks for work: whatever comes after that look wakes us.
    sleepingUntilNs = Long.MAX_VALUE;
    long nextDueNs;
    stepping = true;
    try {
      nextDueNs = step.run(ticker.nanos());
    } catch (Throwable thrown) {
      faults.handle("a pacer's step", thrown);
      done.completeExceptionally(thrown);
      return;
    } finally {
      stepping = false;
    }
    if (nextDueNs == DONE) {
      done.complete(null);
    } else {
      sleepUntil(nextDueNs);
    }
  }

  private void sleepUntil(long dueNs) {
    if (done.isDone()) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    sleepingUntilNs = dueNs;
    long sleepNs = Math.min(dueNs - ticker.nanos(), maxSleepNs);
    // Even what is due at once waits its turn: the answers that have come are older.
    timer = loop.schedule(this::run, Math.max(0, sleepNs), TimeUnit.NANOSECONDS);
  }
}
