package io.scaletest.fleet.members;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockReadingTest {
  @Test
  void aClockThatWasReadBetweenQuestionAndAnswerIsWithinTheBound() {
    ClockReading reading = ClockReading.of(1_000, 5_300, 1_200);

    // Read at 1,000 at the earliest and at 1,200 at the latest: ahead by 4,100 to 4,300.
    assertThat(reading).isEqualTo(new ClockReading(4_200, 100));
  }

  @Test
  void theShorterWayKnowsBetter() {
    ClockReading slow = new ClockReading(50, 900);
    ClockReading quick = new ClockReading(10, 20);

    assertThat(slow.better(quick)).isEqualTo(quick);
    assertThat(quick.better(slow)).isEqualTo(quick);
  }

  @Test
  void boundsAddUpWhereTwoClocksAreComparedThroughAThird() {
    assertThat(new ClockReading(500, 20).relativeTo(new ClockReading(-100, 300)))
        .isEqualTo(new ClockReading(600, 320));
  }
}
