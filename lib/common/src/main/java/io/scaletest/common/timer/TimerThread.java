package io.scaletest.common.timer;

import io.scaletest.common.fault.FaultHandler;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on one thread of their own. After {@link #close} nothing is run any more. */
public final class TimerThread implements Timers, AutoCloseable {
  private static final String WHERE = "an action of a timer";

  private final ScheduledThreadPoolExecutor executor;
  private final FaultHandler faults;

  /**
   * Returns timers.
   *
   * @param threadName of their thread
   * @param faults hears of actions that throw; the others run all the same
   */
  public TimerThread(String threadName, FaultHandler faults) {
    this.faults = faults;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    // A watch plans its time limit far ahead and nearly always takes it back.
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Timer schedule(long delayNs, Runnable action) {
    try {
      Future<?> planned = executor.schedule(() -> run(action), delayNs, TimeUnit.NANOSECONDS);
      return () -> planned.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      faults.handle(WHERE, thrown);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
