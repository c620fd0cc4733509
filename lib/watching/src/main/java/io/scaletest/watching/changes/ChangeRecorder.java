package io.scaletest.watching.changes;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.logging.BackgroundLog;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.queue.WorkQueue;
import io.scaletest.watching.queue.Workers;
import io.scaletest.watching.reflector.Change;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both ends of the queue: {@link #note} is the handlers' side, {@link #handle} the workers'.
 *
 * <p>What a row says is what the workers know: an object's first dequeue is its {@code create}, the
 * next ones are {@code update}, one after whose notes the object is gone is {@code delete}, even if
 * no worker had seen it before.
 *
 * <p>Safe for use by many threads, as long as no two have the same key, which the queue grants.
 */
public final class ChangeRecorder implements Workers.Work<String, Notifications>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeRecorder.class);
  private static final double US_PER_MS = 1e3;

  private final Ticker ticker;
  private final WallClock wallClock;
  private final boolean compare;
  private final ChangeMetrics metrics;
  private final ChangeLatencies latencies;
  private final Consumer<ChangeRow> rows;
  private final WorkQueue<String, Notifications> queue = new WorkQueue<>(Notifications::merged);
  private final ConcurrentMap<String, ObjectState> lastSeen = new ConcurrentHashMap<>();
  private final BackgroundLog log;
  private final LongAdder creates = new LongAdder();
  private final LongAdder updates = new LongAdder();
  private final LongAdder deletes = new LongAdder();

  /**
   * @param compare whether an object's state is compared with the one last seen
   * @param rows takes each row; may wait
   * @param faults hears of what the thread of the log throws
   */
  public ChangeRecorder(
      WallClock wallClock,
      boolean compare,
      ChangeMetrics metrics,
      ChangeLatencies latencies,
      Consumer<ChangeRow> rows,
      FaultHandler faults) {
    this.ticker = wallClock.ticker();
    this.wallClock = wallClock;
    this.compare = compare;
    this.metrics = metrics;
    this.latencies = latencies;
    this.rows = rows;
    this.log = new BackgroundLog(LOG, faults);
  }

  /** Returns the queue that {@link #note} fills and workers empty. */
  public WorkQueue<String, Notifications> queue() {
    return queue;
  }

  /** Returns how many rows were {@code create}. */
  public long creates() {
    return creates.sum();
  }

  /** Returns how many rows were {@code update} and no duplicates. */
  public long updates() {
    return updates.sum();
  }

  /** Returns how many rows were {@code delete}. */
  public long deletes() {
    return deletes.sum();
  }

  /** Writes the log lines still waiting (bounded). */
  @Override
  public void close() {
    log.close();
  }

  /** Notes a change and queues its object. Never waits. */
  public void note(Change change) {
    latencies.recordRead(change);
    metrics.sawVersion(change.object().version());
    log.trace("{} {} @ {}", change.type(), change.object().key(), change.object().version());
    queue.add(change.object().key(), Notifications.of(change, ticker.nanos()));
  }

  @Override
  public void handle(String key, Notifications notes) {
    long dequeueNs = ticker.nanos();
    Change last = notes.last();
    ObjectState now = last.object();
    boolean gone = last.type() == Change.Type.DELETED;
    ObjectState before = lastSeen.get(key);
    ChangeRow.Diff diff = diff(before, gone ? null : now);
    record(op(before, gone), diff, key, notes, dequeueNs);
    log.trace(
        "dequeued {} {}: {} notifications, queued for {} ms, {}",
        op(before, gone),
        key,
        notes.total(),
        TimeUnit.NANOSECONDS.toMicros(dequeueNs - notes.firstEnqueueNs()) / US_PER_MS,
        diff);
    if (gone) {
      lastSeen.remove(key);
      deletes.increment();
    } else {
      lastSeen.put(key, now);
      if (before == null) {
        creates.increment();
      }
    }
    count(diff, notes);
    if (diff == ChangeRow.Diff.SAME) {
      return;
    }
    if (gone) {
      latencies.recordDequeue(ObjectState.NO_TIME, notes.firstEnqueueNs(), dequeueNs);
    } else if (before == null) {
      created(now, notes, dequeueNs);
    } else {
      updates.increment();
      updated(before, now, notes, dequeueNs);
    }
  }

  private static ChangeRow.Op op(ObjectState before, boolean gone) {
    if (gone) {
      return ChangeRow.Op.DELETE;
    }
    return before == null ? ChangeRow.Op.CREATE : ChangeRow.Op.UPDATE;
  }

  private void created(ObjectState now, Notifications notes, long dequeueNs) {
    long stamp = now.createEpochMs();
    if (stamp != ObjectState.NO_TIME) {
      metrics.recordCreateLatency(latencies.sinceNs(stamp, dequeueNs));
    }
    if (notes.last().origin() != Change.Origin.FIRST_LIST) {
      latencies.recordDequeue(stamp, notes.firstEnqueueNs(), dequeueNs);
    }
  }

  private void updated(ObjectState before, ObjectState now, Notifications notes, long dequeueNs) {
    if (now.updateEpochMs() != ObjectState.NO_TIME) {
      metrics.recordUpdateLatency(latencies.sinceNs(now.updateEpochMs(), dequeueNs));
    }
    latencies.recordDequeue(
        ChangeLatencies.newUpdateStamp(now, before), notes.firstEnqueueNs(), dequeueNs);
  }

  /**
   * Compares two states, either of which may be missing: an object that came and went unseen is
   * "the same" before and after.
   */
  private ChangeRow.Diff diff(ObjectState before, ObjectState now) {
    if (!compare) {
      return ChangeRow.Diff.NOT_COMPARED;
    }
    boolean same = before == null ? now == null : now != null && now.sameAs(before);
    return same ? ChangeRow.Diff.SAME : ChangeRow.Diff.DIFFERENT;
  }

  /**
   * Counts a dequeue in at most one counter. <i>Source:</i> the original: a duplicate is only that,
   * and an update is a dequeue with exactly one notification, whatever its row is called.
   */
  private void count(ChangeRow.Diff diff, Notifications notes) {
    if (diff == ChangeRow.Diff.SAME) {
      metrics.countDuplicate();
    } else if (notes.total() != 1) {
      metrics.countStrange();
    } else if (notes.updates() == 1) {
      metrics.countUpdate();
    }
  }

  private void record(
      ChangeRow.Op op, ChangeRow.Diff diff, String key, Notifications notes, long dequeueNs) {
    rows.accept(
        new ChangeRow(
            wallClock.epochMillisAt(dequeueNs),
            op,
            key,
            op == ChangeRow.Op.DELETE
                ? ObjectState.NO_TIME
                : notes.last().object().creationEpochSecond(),
            notes.adds(),
            notes.updates(),
            notes.deletes(),
            wallClock.epochMillisAt(notes.firstEnqueueNs()),
            wallClock.epochMillisAt(notes.lastEnqueueNs()),
            diff));
  }
}
