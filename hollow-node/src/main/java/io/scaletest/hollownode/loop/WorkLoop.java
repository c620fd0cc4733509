package io.scaletest.hollownode.loop;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiTransport;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Owns the state of many nodes: whatever touches it runs under this loop's lock, one thing after
 * the other, and must not block.
 *
 * <p>On Linux the alarms, the answers and the events of the watches all come on the one event loop
 * of the loop's transport, so that the lock is never contended; it is there for the platforms where
 * the alarms have a thread of their own.
 */
public final class WorkLoop implements AutoCloseable {
  private final WallClock wallClock;
  private final Timetable timetable = new Timetable();
  private final SplittableRandom random;
  private final Object lock = new Object();
  private Pacer pacer;
  private int depth;
  private boolean closed;

  /** Returns a loop whose random choices are the same in each run. */
  public WorkLoop(WallClock wallClock) {
    this(wallClock, new SplittableRandom(0));
  }

  /**
   * @param random of all jitter of this loop
   */
  public WorkLoop(WallClock wallClock, SplittableRandom random) {
    this.wallClock = wallClock;
    this.random = random;
  }

  /** Begins to call alarms, on the thread that is best for requests of {@code transport}. */
  public void start(ApiTransport transport, String threadName) {
    synchronized (lock) {
      pacer = transport.pacer(threadName, this::step);
    }
    pacer.start();
  }

  private long step(long nowNs) {
    synchronized (lock) {
      if (closed) {
        return Pacer.DONE;
      }
      depth++;
      try {
        timetable.run(nowNs);
      } finally {
        depth--;
      }
      return timetable.firstDueNs();
    }
  }

  /** Runs {@code action} under the lock, on the calling thread. */
  public void run(Runnable action) {
    long firstDueNs;
    Pacer toWake;
    synchronized (lock) {
      depth++;
      try {
        action.run();
      } finally {
        depth--;
      }
      firstDueNs = timetable.firstDueNs();
      toWake = depth == 0 ? pacer : null;
    }
    if (toWake != null) {
      toWake.wakeBefore(firstDueNs);
    }
  }

  /** Hands the reply of {@code sent}, when it comes, to {@code taker} under the lock. */
  public void onReply(CompletableFuture<ApiReply> sent, Consumer<ApiReply> taker) {
    sent.thenAccept(reply -> run(() -> taker.accept(reply)));
  }

  /** Returns a new alarm, not set. To be called under the lock. */
  public Alarm alarm(Alarm.Action action) {
    return timetable.alarm(action);
  }

  /** Calls {@code action} once, {@code delayNs} from now. To be called under the lock. */
  public void after(long delayNs, Alarm.Action action) {
    Alarm[] alarm = new Alarm[1];
    alarm[0] =
        timetable.alarm(
            nowNs -> {
              alarm[0].release();
              action.onTime(nowNs);
            });
    alarm[0].set(nowNs() + delayNs);
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

  /** Returns how many alarms are entered. */
  public int queued() {
    synchronized (lock) {
      return timetable.size();
    }
  }

  /** Calls no alarm any more. */
  @Override
  public void close() {
    run(() -> closed = true);
    if (pacer != null) {
      pacer.wakeBefore(0);
    }
  }
}
