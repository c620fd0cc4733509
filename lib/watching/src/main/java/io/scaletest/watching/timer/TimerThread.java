package io.scaletest.watching.timer;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on one thread of their own. After {@link #close} nothing is run any more. */
public final class TimerThread implements Timers, AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;

  /** Returns timers whose thread has the name {@code threadName}. */
  public TimerThread(String threadName) {
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
      Future<?> planned = executor.schedule(action, delayNs, TimeUnit.NANOSECONDS);
      return () -> planned.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
