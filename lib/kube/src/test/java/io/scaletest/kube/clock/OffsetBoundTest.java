package io.scaletest.kube.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.ServerOffset.Bounds;
import org.junit.jupiter.api.Test;

class OffsetBoundTest {
  private static final long S = 1_000_000_000L;
  private static final long MS = 1_000_000L;

  private final OffsetBound bound = new OffsetBound();

  @Test
  void oneAnswerProvesASecondAndItsOwnLength() {
    assertThat(bound.isKnown()).isFalse();
    bound.add(100 * S + 10 * MS, 100 * S + 30 * MS, 100 * S);
    assertThat(bound.bounds()).isEqualTo(new Bounds(-30 * MS, S - 10 * MS));
    assertThat(bound.widthNs()).isEqualTo(S + 20 * MS);
  }

  /** The server's second changes between two answers: it is ahead by 250 ms, or nearly. */
  @Test
  void answersOnBothSidesOfASecondNarrowIt() {
    bound.add(99 * S + 740 * MS, 99 * S + 742 * MS, 99 * S);
    bound.add(99 * S + 750 * MS, 99 * S + 752 * MS, 100 * S);
    assertThat(bound.bounds()).isEqualTo(new Bounds(248 * MS, 260 * MS));
    assertThat(bound.steps()).isZero();
  }

  @Test
  void theServersNextSecondIsWhereTheBoundsSay() {
    bound.add(99 * S + 740 * MS, 99 * S + 742 * MS, 99 * S);
    bound.add(99 * S + 750 * MS, 99 * S + 752 * MS, 100 * S);
    assertThat(bound.nextSecondNs(99 * S + 800 * MS)).isEqualTo(100 * S + 740 * MS);
    assertThat(bound.nextSecondNs(100 * S + 700 * MS)).isEqualTo(100 * S + 740 * MS);
    assertThat(bound.nextSecondNs(100 * S + 741 * MS)).isEqualTo(101 * S + 740 * MS);
  }

  @Test
  void clocksDriftWhileNobodyLooks() {
    bound.add(100 * S, 100 * S, 100 * S);
    bound.widen(10 * S);
    assertThat(bound.bounds()).isEqualTo(new Bounds(-5 * MS, S + 5 * MS));
  }

  @Test
  void aClockThatWasSetBeginsAnew() {
    bound.add(100 * S, 100 * S, 100 * S);
    bound.add(101 * S, 101 * S, 400 * S);
    assertThat(bound.steps()).isOne();
    assertThat(bound.bounds()).isEqualTo(new Bounds(299 * S, 300 * S));
  }
}
