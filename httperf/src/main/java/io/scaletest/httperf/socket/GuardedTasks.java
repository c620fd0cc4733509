package io.scaletest.httperf.socket;

import io.netty.channel.EventLoop;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.http2.socket.PeerFault;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on event loops and hands what they throw to a {@link FaultHandler}; Netty would log it
 * and go on. Safe for use by many threads.
 */
public final class GuardedTasks {
  private final String where;
  private final FaultHandler faults;

  /**
   * @param where what the tasks are, for a reader of the log
   */
  public GuardedTasks(String where, FaultHandler faults) {
    this.where = where;
    this.faults = faults;
  }

  /** Runs a task on the loop, soon. */
  public void execute(EventLoop loop, Runnable task) {
    loop.execute(guarded(task));
  }

  /** Returns a task that throws nothing. */
  public Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable thrown) {
        faults.handle(where, thrown);
      }
    };
  }

  /** Runs a task on the loop after a time. */
  public void schedule(EventLoop loop, Runnable task, long delayMs) {
    var unused = loop.schedule(guarded(task), delayMs, TimeUnit.MILLISECONDS);
  }

  /** Takes an exception of a pipeline; one of the peer's is none of this program's faults. */
  public void pipeline(Throwable thrown) {
    if (!PeerFault.is(thrown)) {
      faults.handle(where, thrown);
    }
  }
}
