package io.scaletest.embedded.watch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.netty.util.concurrent.EventExecutor;
import io.scaletest.common.clock.Ticker;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.store.ObjectCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches of one event loop, with the timer of their bookmarks and ends. For that loop alone,
 * unless a method says otherwise.
 */
public final class WatchLoop {
  private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);

  /** As often as kube-apiserver sends one. */
  static final long BOOKMARK_INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);

  /** The precision of a watch's timeout. */
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final EventExecutor executor;
  private final Ticker ticker;
  private final Faults faults;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<ObjectCollection, WatchGroup> groups = new HashMap<>();

  /** All watches, by due time. */
  private final NavigableSet<Watch> watches = new TreeSet<>(Watch.BY_DUE_TIME);

  private long started;
  private ScheduledFuture<?> timer;
  private long timerNs = Long.MAX_VALUE;

  public WatchLoop(EventExecutor executor, Ticker ticker, Faults faults) {
    this.executor = executor;
    this.ticker = ticker;
    this.faults = faults;
  }

  /** Starts a watch. */
  public Watch start(WatchOrder order, EventSink sink) {
    long nowNs = ticker.nanos();
    Watch watch = new Watch(this, order, sink, faults, started++, nowNs);
    watches.add(watch);
    count.set(watches.size());
    arm(nowNs);
    watch.advance();
    return watch;
  }

  /** Returns how many watches there are. Safe to call from any thread. */
  public int count() {
    return count.get();
  }

  /** Ends the watches of which {@code which} holds. Safe to call from any thread. */
  public void endAll(Predicate<ObjectCollection> which) {
    executor.execute(
        () -> {
          for (Watch watch : new ArrayList<>(watches)) {
            if (which.test(watch.order().collection())) {
              watch.end();
            }
          }
        });
  }

  private void tick() {
    timerNs = Long.MAX_VALUE;
    long nowNs = ticker.nanos();
    while (!watches.isEmpty() && watches.first().dueNs() <= nowNs) {
      Watch watch = watches.pollFirst();
      try {
        watch.whenDue(nowNs);
      } catch (Throwable thrown) {
        watch.broke(thrown); // the others are served all the same
      }
      if (watch.isEnded()) {
        count.set(watches.size());
      } else {
        watches.add(watch); // it has another due time by now
      }
    }
    arm(nowNs);
  }

  private void arm(long nowNs) {
    if (watches.isEmpty()) {
      return;
    }
    long wakeNs = Math.max(watches.first().dueNs(), nowNs + TICK_NS);
    if (wakeNs < timerNs) {
      if (timer != null) {
        timer.cancel(false);
      }
      timerNs = wakeNs;
      timer = schedule(this::tick, wakeNs - nowNs, TimeUnit.NANOSECONDS);
    }
  }

  void goLive(Watch watch, long from) {
    ObjectCollection collection = watch.order().collection();
    groups.computeIfAbsent(collection, key -> new WatchGroup(this, key)).join(watch, from);
  }

  void leaveLive(Watch watch) {
    groups.get(watch.order().collection()).leave(watch);
  }

  long liveVersion(Watch watch) {
    return groups.get(watch.order().collection()).version();
  }

  void remove(Watch watch, boolean live) {
    watches.remove(watch);
    count.set(watches.size());
    if (live) {
      leaveLive(watch);
    }
    ObjectCollection collection = watch.order().collection();
    WatchGroup group = groups.get(collection);
    if (collection.isDropped() && group != null && group.isEmpty()) {
      groups.remove(collection);
      group.close();
    }
  }

  long nowNs() {
    return ticker.nanos();
  }

  void execute(Runnable task) {
    executor.execute(task);
  }

  /** Runs a task later, on the loop. What it throws is logged, since its future is not kept. */
  @CanIgnoreReturnValue
  ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return executor.schedule(
        () -> {
          try {
            task.run();
          } catch (Throwable thrown) {
            LOG.error("a timer of the watches failed", thrown);
          }
        },
        delay,
        unit);
  }
}
