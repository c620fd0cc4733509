package io.scaletest.common.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacedArrivalsTest {
  @Test
  void constantArrivalsDoNotDrift() {
    ArrivalProcess arrivals = ArrivalProcess.constant(3);
    long lastNs = 0;
    for (int k = 0; k <= 3_000_000; k++) {
      lastNs = arrivals.nextNs();
    }
    assertThat(lastNs).isEqualTo(1_000_000L * 1_000_000_000L);
  }

  @Test
  void constantArrivalsBeginAtTheStart() {
    assertThat(ArrivalProcess.constant(100).nextNs()).isZero();
  }

  @Test
  void threadsShareTheAggregateRate() {
    PacedThreads paced = new PacedThreads(4, 100);

    assertThat(paced.dueNs(0, 0)).isZero();
    assertThat(paced.dueNs(3, 0)).isEqualTo(30_000_000L);
    assertThat(paced.dueNs(0, 1)).isEqualTo(40_000_000L);
    assertThat(paced.dueNs(2, 1_000_000)).isEqualTo(40_000_020_000_000L);
  }

  @Test
  void refusesNoThreads() {
    assertThatThrownBy(() -> new PacedThreads(0, 1)).hasMessage("threads: must be >= 1, got 0");
  }
}
