package io.scaletest.common.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacedThreadsTest {
  @Test
  void threadsShareTheAggregateRate() {
    PacedThreads paced = new PacedThreads(4, 100);

    assertThat(paced.dueNs(1, 0)).isEqualTo(10_000_000L);
    assertThat(paced.dueNs(4, 0)).isEqualTo(40_000_000L);
    assertThat(paced.dueNs(1, 1)).isEqualTo(50_000_000L);
    assertThat(paced.dueNs(2, 1_000_000)).isEqualTo(40_000_020_000_000L);
  }

  @Test
  void whatIsDueBeyondALifetimeDoesNotOverflow() {
    assertThat(new PacedThreads(1, 1e-300).dueNs(1, 1_000)).isEqualTo(PacedThreads.NEVER_NS);
  }

  @Test
  void refusesNoThreads() {
    assertThatThrownBy(() -> new PacedThreads(0, 1)).hasMessage("threads: must be >= 1, got 0");
  }
}
