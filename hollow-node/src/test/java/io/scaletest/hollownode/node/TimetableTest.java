package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private final Timetable timetable = new Timetable();
  private final List<String> called = new ArrayList<>();

  private Alarm alarm(String name) {
    return timetable.alarm(nowNs -> called.add(name + "@" + nowNs));
  }

  @Test
  void alarmsAreCalledInTheOrderOfTheirTimes() {
    alarm("later").set(20);
    alarm("sooner").set(10);

    timetable.run(9);
    assertThat(called).isEmpty();
    timetable.run(25);
    assertThat(called).containsExactly("sooner@25", "later@25");
  }

  @Test
  void theTimeSetLastCounts() {
    Alarm alarm = alarm("a");
    alarm.set(10);
    alarm.set(30);
    timetable.run(20);
    assertThat(called).isEmpty();
    alarm.set(25);
    timetable.run(25);
    timetable.run(40);
    assertThat(called).containsExactly("a@25");
  }

  @Test
  void anAlarmPushedBackAgainAndAgainCostsOneEntry() {
    Alarm alarm = alarm("a");
    for (int i = 1; i <= 1_000; i++) {
      alarm.set(i);
    }
    assertThat(timetable.size()).isEqualTo(1);
  }

  @Test
  void aReleasedAlarmsEntryDoesNotCallTheNextOwnerOfItsPlace() {
    Alarm gone = alarm("gone");
    gone.set(10);
    gone.release();
    Alarm heir = alarm("heir");
    timetable.run(15);
    assertThat(called).isEmpty();
    heir.set(20);
    timetable.run(20);
    assertThat(called).containsExactly("heir@20");
  }

  @Test
  void anAlarmMaySetItselfAgainWhileItIsCalled() {
    Alarm[] self = new Alarm[1];
    self[0] =
        timetable.alarm(
            nowNs -> {
              called.add("tick@" + nowNs);
              self[0].set(nowNs + 10);
            });
    self[0].set(10);
    timetable.run(10);
    timetable.run(20);
    assertThat(called).containsExactly("tick@10", "tick@20");
  }
}
