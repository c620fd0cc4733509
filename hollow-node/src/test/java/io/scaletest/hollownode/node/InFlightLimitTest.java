package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
  private final List<String> turns = new ArrayList<>();

  @Test
  void whoComesBeyondTheLimitIsCalledInTurnWhenAPlaceIsFree() {
    InFlightLimit limit = InFlightLimit.of(2);
    assertThat(limit.take(() -> turns.add("a"))).isTrue();
    assertThat(limit.take(() -> turns.add("b"))).isTrue();
    assertThat(limit.take(() -> take(limit, "c"))).isFalse();
    assertThat(limit.take(() -> take(limit, "d"))).isFalse();
    assertThat(turns).isEmpty();
    limit.release();
    assertThat(turns).containsExactly("c");
    limit.release();
    assertThat(turns).containsExactly("c", "d");
  }

  private void take(InFlightLimit limit, String who) {
    turns.add(who);
    assertThat(limit.take(() -> {})).isTrue();
  }

  @Test
  void aTurnThatIsNotTakenGoesToTheNext() {
    InFlightLimit limit = InFlightLimit.of(1);
    limit.take(() -> {});
    limit.take(() -> turns.add("leaves it"));
    limit.take(() -> turns.add("takes it"));
    limit.release();
    assertThat(turns).containsExactly("leaves it", "takes it");
    assertThat(limit.take(() -> {})).as("the place is still free").isTrue();
  }

  @Test
  void zeroIsNoLimit() {
    InFlightLimit limit = InFlightLimit.of(0);
    for (int i = 0; i < 10_000; i++) {
      assertThat(limit.take(() -> {})).isTrue();
    }
  }

  @Test
  void whatATurnThrowsIsThrownWhenTheOthersHaveHadTheirs() {
    Error fault = new OutOfMemoryError();
    InFlightLimit limit = InFlightLimit.of(1);
    limit.take(() -> {});
    limit.take(
        () -> {
          throw fault;
        });
    limit.take(() -> take(limit, "goes on"));

    assertThatThrownBy(limit::release).isSameAs(fault);

    assertThat(turns).containsExactly("goes on");
    assertThat(limit.take(() -> {})).as("the place is taken, once").isFalse();
    limit.release();
    assertThat(limit.take(() -> {})).isTrue();
  }
}
