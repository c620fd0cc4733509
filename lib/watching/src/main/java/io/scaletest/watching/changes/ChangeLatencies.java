package io.scaletest.watching.changes;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.reflector.Change;

/**
 * The latencies of a logger, in nanoseconds. Two of them begin with a client's stamp in an
 * annotation: they are between two clocks, so their negative values are kept, and they are as
 * coarse as the stamp, 1 ms, which makes them up to 1 ms too long.
 *
 * <p>What the first list told is in none of them: those objects are older than the watcher.
 */
public final class ChangeLatencies {
  private final WallClock wallClock;
  private final SignedLatencySeries notification = new SignedLatencySeries("notification");
  private final SignedLatencySeries eventRead = new SignedLatencySeries("event-read");
  private final LatencySeries queue = new LatencySeries("queue");

  public ChangeLatencies(WallClock wallClock) {
    this.wallClock = wallClock;
  }

  /** Returns the series from a change's annotation to the dequeue of its object. */
  public SignedLatencySeries notification() {
    return notification;
  }

  /** Returns the series from a change's annotation to the arrival of its event's last byte. */
  public SignedLatencySeries eventRead() {
    return eventRead;
  }

  /** Returns the series from the first enqueue of an object to its dequeue; one clock. */
  public LatencySeries queue() {
    return queue;
  }

  /** Records an event's arrival, if its change carries a stamp of its own. */
  void recordRead(Change change) {
    if (change.origin() == Change.Origin.WATCH) {
      long stamp = stampEpochMs(change);
      if (stamp != ObjectState.NO_TIME) {
        eventRead.record(sinceNs(stamp, change.readNs()));
      }
    }
  }

  /** Records a dequeue; {@code stampEpochMs} is the change's stamp or {@code NO_TIME}. */
  void recordDequeue(long stampEpochMs, long firstEnqueueNs, long dequeueNs) {
    queue.record(Math.max(0, dequeueNs - firstEnqueueNs));
    if (stampEpochMs != ObjectState.NO_TIME) {
      notification.record(sinceNs(stampEpochMs, dequeueNs));
    }
  }

  /** Returns the nanoseconds from a stamp to a reading of the ticker; negative if it is ahead. */
  long sinceNs(long stampEpochMs, long tickerNs) {
    return wallClock.nanosSince(stampEpochMs, tickerNs);
  }

  /**
   * Returns when the client sent what made this change: an addition has the create stamp, an update
   * the update stamp if it is a new one. Someone else's update carries the stamp of an older one,
   * which tells nothing.
   */
  private static long stampEpochMs(Change change) {
    return switch (change.type()) {
      case ADDED -> change.object().createEpochMs();
      case UPDATED -> newUpdateStamp(change.object(), change.before().orElse(change.object()));
      case DELETED -> ObjectState.NO_TIME;
    };
  }

  /** Returns the update stamp of {@code now} if {@code before} had another. */
  static long newUpdateStamp(ObjectState now, ObjectState before) {
    return now.updateEpochMs() == before.updateEpochMs()
        ? ObjectState.NO_TIME
        : now.updateEpochMs();
  }
}
