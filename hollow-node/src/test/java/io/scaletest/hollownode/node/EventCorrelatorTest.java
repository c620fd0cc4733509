package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.node.EventCorrelator.Correlated;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventCorrelatorTest {
  private static final EventSubject POD = EventSubject.pod("ns", "p", "u", "c");

  /** 2026-11-21T08:29:00Z. */
  private static final long EPOCH_NS = TimeUnit.SECONDS.toNanos(1_795_249_740L);

  private final EventCorrelator correlator = new EventCorrelator();
  private long nowNs = 5;

  private Optional<Correlated> occur(EventSubject subject, EventReason reason, String message) {
    return correlator.correlate("n1", subject, reason, message, nowNs, EPOCH_NS + nowNs);
  }

  private Correlated told(String message) {
    return occur(POD, EventReason.BACK_OFF, message).orElseThrow();
  }

  private void differentOnes(int count) {
    for (int i = 1; i <= count; i++) {
      assertThat(told("m" + i).message()).isEqualTo("m" + i);
    }
  }

  @Test
  void theTenthDifferentMessageIsTheFirstThatIsCombined() {
    differentOnes(9);

    Correlated tenth = told("m10");
    Correlated eleventh = told("m11");

    assertThat(tenth.message()).isEqualTo("(combined from similar events): m10");
    assertThat(tenth.count()).isEqualTo(1);
    assertThat(eleventh.message()).isEqualTo("(combined from similar events): m11");
    assertThat(eleventh.count()).isEqualTo(2);
    assertThat(eleventh.name()).isEqualTo(tenth.name());
  }

  @Test
  void oneMessageAgainAndAgainIsCountedAndNotCombined() {
    for (int i = 1; i <= EventCorrelator.BURST; i++) {
      Correlated event = told("same");
      assertThat(event.message()).isEqualTo("same");
      assertThat(event.count()).isEqualTo(i);
    }
  }

  @Test
  void aMessageThatIsRememberedIsCountedForItselfBesideCombinedOnes() {
    differentOnes(9);
    told("m10");

    assertThat(told("m1")).extracting(Correlated::message, Correlated::count).contains("m1", 2);
  }

  @Test
  void anotherReasonOrObjectIsNotSimilar() {
    differentOnes(9);

    assertThat(occur(POD, EventReason.rejection("Failed"), "m10").orElseThrow().message())
        .isEqualTo("m10");
    assertThat(
            occur(EventSubject.pod("ns", "q", "v", "c"), EventReason.BACK_OFF, "m10")
                .orElseThrow()
                .message())
        .isEqualTo("m10");
  }

  @Test
  void anotherContainerOfTheSamePodIsSimilar() {
    differentOnes(9);

    assertThat(
            occur(EventSubject.pod("ns", "p", "u", "d"), EventReason.BACK_OFF, "m10")
                .orElseThrow()
                .message())
        .startsWith(EventCorrelator.COMBINED);
  }

  @Test
  void similarEventsAreForgottenAfterTenMinutesWithoutAny() {
    differentOnes(9);
    nowNs += EventCorrelator.SIMILAR_NS;
    assertThat(told("m10").message()).startsWith(EventCorrelator.COMBINED);
    nowNs += EventCorrelator.SIMILAR_NS + 1;

    assertThat(told("m11").message()).isEqualTo("m11");
  }

  @Test
  void oneMoreIsToldEachFiveMinutesAfterTheBurst() {
    for (int i = 0; i < EventCorrelator.BURST; i++) {
      assertThat(occur(POD, EventReason.BACK_OFF, "same")).isPresent();
    }
    assertThat(occur(POD, EventReason.BACK_OFF, "same")).isEmpty();
    nowNs += EventCorrelator.REFILL_NS - 1;
    assertThat(occur(POD, EventReason.BACK_OFF, "same")).isEmpty();
    nowNs += 2;

    assertThat(told("same").count()).as("what was dropped counts").isEqualTo(28);
  }

  @Test
  void warningsDoNotUseUpWhatIsLeftForNormalEvents() {
    for (int i = 0; i < EventCorrelator.BURST + 1; i++) {
      occur(POD, EventReason.BACK_OFF, "same");
    }

    assertThat(occur(POD, EventReason.KILLING, "Stopping container c")).isPresent();
  }

  @Test
  void namesDifferThoughTheClockStandsStill() {
    assertThat(told("m1").name()).isNotEqualTo(told("m2").name());
  }
}
