package io.scaletest.hollownode.node;

import io.scaletest.common.pacing.Agenda;
import java.util.ArrayList;
import java.util.List;

/**
 * A timer queue: any number of alarms over one heap of due times.
 *
 * <p>Setting an alarm later than before leaves its entry where it is; the entry then finds the
 * later time and enters it. So an alarm that is pushed back again and again costs one entry. Not
 * safe for use by several threads.
 */
final class Timetable {
  private final Agenda agenda = new Agenda();
  private final List<Alarm> alarms = new ArrayList<>();
  private final List<Integer> freeSlots = new ArrayList<>();

  /** Returns a new alarm, not set. */
  public Alarm alarm(Alarm.Action action) {
    if (freeSlots.isEmpty()) {
      Alarm alarm = new Alarm(this, action, alarms.size());
      alarms.add(alarm);
      return alarm;
    }
    int slot = freeSlots.remove(freeSlots.size() - 1);
    Alarm alarm = new Alarm(this, action, slot);
    alarms.set(slot, alarm);
    return alarm;
  }

  void enter(long dueNs, int slot) {
    agenda.add(dueNs, slot);
  }

  void release(int slot) {
    alarms.set(slot, null);
    freeSlots.add(slot);
  }

  /** Returns when the first entry is due; {@link Long#MAX_VALUE} where there is none. */
  public long firstDueNs() {
    return agenda.firstDueNs();
  }

  /** Calls everything that is due at {@code nowNs}, in the order of the times. */
  public void run(long nowNs) {
    while (agenda.firstDueNs() <= nowNs) {
      long entryNs = agenda.firstDueNs();
      Alarm alarm = alarms.get((int) agenda.takeFirst());
      if (alarm != null) {
        alarm.entryDue(entryNs, nowNs);
      }
    }
  }

  /** Returns how many entries there are, superseded ones included. */
  public int size() {
    return agenda.size();
  }
}
