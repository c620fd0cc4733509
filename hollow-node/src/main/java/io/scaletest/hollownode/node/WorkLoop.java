package io.scaletest.hollownode.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.common.timer.Timers;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The lock and the timers of many nodes: whatever touches their state runs with this loop's lock
 * held, one action after the other, and must not block.
 *
 * <p>On Linux the alarms, the answers and the events of the watches all come on the one event loop
 * of the loop's transport, so that the lock is never contended; it is there for the platforms where
 * the alarms have a thread of their own.
 */
public final class WorkLoop implements Timers, AutoCloseable {
  private final WallClock wallClock;

  /** Used under the lock, also by alarms, which set themselves. */
  private final Timetable timetable = new Timetable();

  private final SplittableRandom random;
  private final FaultHandler faults;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private Pacer pacer;

  /** How many actions run within one another. */
  @GuardedBy("lock")
  private int depth;

  @GuardedBy("lock")
  private boolean closed;

  /** Returns a loop whose random choices are the same in each run. */
  public WorkLoop(WallClock wallClock, FaultHandler faults) {
    this(wallClock, new SplittableRandom(0), faults);
  }

  /**
   * @param random of all jitter of this loop
   * @param faults hears of alarms that throw; the loop goes on with the others
   */
  public WorkLoop(WallClock wallClock, SplittableRandom random, FaultHandler faults) {
    this.wallClock = wallClock;
    this.random = random;
    this.faults = faults;
  }

  /** Begins to call alarms, on the thread that is best for requests of {@code transport}. */
  public void start(ApiTransport transport, String threadName) {
    Pacer started = transport.pacer(threadName, this::step, faults);
    synchronized (lock) {
      pacer = started;
    }
    started.start();
  }

  private long step(long nowNs) {
    Throwable fault = null;
    long nextDueNs;
    synchronized (lock) {
      if (closed) {
        return Pacer.DONE;
      }
      depth++;
      try {
        timetable.run(nowNs);
      } catch (Throwable thrown) {
        fault = thrown; // what else is due is run in the next step
      } finally {
        depth--;
      }
      nextDueNs = timetable.firstDueNs();
    }
    if (fault != null) {
      faults.handle("an alarm of the nodes", fault);
    }
    return nextDueNs;
  }

  /**
   * Runs {@code action} under the lock, on the calling thread: whichever that is, an event loop or
   * the main thread, the action must not block. What it throws is the caller's.
   */
  public void run(Runnable action) {
    long firstDueNs = Long.MAX_VALUE;
    Pacer toWake = null;
    try {
      synchronized (lock) {
        depth++;
        try {
          action.run();
        } finally {
          depth--;
          firstDueNs = timetable.firstDueNs();
          toWake = depth == 0 ? pacer : null;
        }
      }
    } finally {
      if (toWake != null) {
        toWake.wakeBefore(firstDueNs);
      }
    }
  }

  /** Returns a listener that hands its reply to {@code taker} under the lock. */
  public ReplyListener onReply(Consumer<ApiReply> taker) {
    return reply -> run(() -> taker.accept(reply));
  }

  /** Returns a new alarm, not set. To be called under the lock. */
  public Alarm alarm(Alarm.Action action) {
    return timetable.alarm(action);
  }

  /** {@inheritDoc} To be called under the lock, as is the timer's cancelling. */
  @Override
  public Timer schedule(long delayNs, Runnable action) {
    Alarm[] alarm = new Alarm[1];
    alarm[0] =
        timetable.alarm(
            nowNs -> {
              alarm[0].release();
              action.run();
            });
    alarm[0].set(nowNs() + delayNs);
    return alarm[0]::release;
  }

  /** Returns the source of jitter. To be used under the lock. */
  public SplittableRandom random() {
    return random;
  }

  public Ticker ticker() {
    return wallClock.ticker();
  }

  public WallClock wallClock() {
    return wallClock;
  }

  public long nowNs() {
    return wallClock.ticker().nanos();
  }

  /** Calls no alarm any more. */
  @Override
  public void close() {
    Pacer last;
    synchronized (lock) {
      closed = true;
      last = pacer;
    }
    if (last != null) {
      last.wakeBefore(0);
    }
  }
}
