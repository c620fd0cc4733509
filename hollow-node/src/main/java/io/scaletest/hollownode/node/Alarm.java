package io.scaletest.hollownode.node;

/**
 * A timer with one due time, which can be set again and again. For the thread that holds the lock
 * of the loop that made it.
 */
public final class Alarm {
  /** What an alarm does. */
  @FunctionalInterface
  public interface Action {
    /** Called by the loop, at or after the time set. */
    void onTime(long nowNs);
  }

  private final Timetable timetable;
  private final Action action;
  private final int slot;
  private long dueNs = Long.MAX_VALUE;
  private long enteredNs = Long.MAX_VALUE;
  private boolean released;

  Alarm(Timetable timetable, Action action, int slot) {
    this.timetable = timetable;
    this.action = action;
    this.slot = slot;
  }

  /** Calls the owner at {@code whenNs} instead of the time set before; at once if that is past. */
  public void set(long whenNs) {
    if (released) {
      throw new IllegalStateException("the alarm was released");
    }
    dueNs = whenNs;
    if (whenNs < enteredNs) {
      enteredNs = whenNs;
      timetable.enter(whenNs, slot);
    }
  }

  /** Forgets the time set. */
  public void cancel() {
    dueNs = Long.MAX_VALUE;
  }

  /** Returns the time set; {@link Long#MAX_VALUE} where there is none. */
  public long dueNs() {
    return dueNs;
  }

  /** Gives up the alarm, for good. */
  public void release() {
    if (!released) {
      released = true;
      dueNs = Long.MAX_VALUE;
      timetable.release(slot);
    }
  }

  /** An entry of this alarm's slot is due: calls the owner, or enters the later time set since. */
  void entryDue(long entryNs, long nowNs) {
    if (entryNs != enteredNs) {
      return; // superseded by an earlier entry, or a former owner's of this slot
    }
    enteredNs = Long.MAX_VALUE;
    if (dueNs == Long.MAX_VALUE) {
      return;
    }
    if (dueNs > nowNs) {
      enteredNs = dueNs;
      timetable.enter(dueNs, slot);
      return;
    }
    dueNs = Long.MAX_VALUE;
    action.onTime(nowNs);
  }
}
