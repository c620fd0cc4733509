package io.scaletest.driving.closedloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.operation.Operation;
import org.junit.jupiter.api.Test;

class ClosedLoopPlanTest {
  private static ClosedLoopPlan plan(int threads, double rate, int updates, boolean createOnly) {
    return new ClosedLoopPlan(1_000, 100, threads, rate, updates, createOnly);
  }

  @Test
  void aLifeIsCreateUpdatesDelete() {
    ClosedLoopPlan plan = plan(8, 400, 2, false);
    assertThat(plan.operation(0)).isEqualTo(Operation.CREATE);
    assertThat(plan.operation(1)).isEqualTo(Operation.UPDATE);
    assertThat(plan.operation(2)).isEqualTo(Operation.UPDATE);
    assertThat(plan.operation(3)).isEqualTo(Operation.DELETE);
    assertThat(plan.lastPhase()).isEqualTo(3);
    assertThat(plan.operations()).isEqualTo(4_000);
    assertThat(plan.kinds()).containsExactly(Operation.CREATE, Operation.UPDATE, Operation.DELETE);
  }

  @Test
  void withoutUpdatesOrDeletesThereAreFewerKinds() {
    assertThat(plan(8, 400, 0, false).kinds()).containsExactly(Operation.CREATE, Operation.DELETE);
    assertThat(plan(8, 400, 0, true).kinds()).containsExactly(Operation.CREATE);
    assertThat(plan(8, 400, 2, true).kinds()).containsExactly(Operation.CREATE, Operation.UPDATE);
    assertThat(plan(8, 400, 0, true).operations()).isEqualTo(1_000);
  }

  @Test
  void refusesWhatIsNoPlan() {
    assertThatThrownBy(() -> plan(0, 1, 0, false))
        .hasMessageStartingWith("threads: must be from 1");
    assertThatThrownBy(() -> plan(50_001, 1, 0, false)).hasMessageEndingWith("got 50001");
    assertThatThrownBy(() -> plan(1, 0, 0, false))
        .hasMessage("rate: must be > 0 and finite, got 0.0");
    assertThatThrownBy(() -> plan(1, Double.NaN, 0, false)).hasMessageEndingWith("got NaN");
    assertThatThrownBy(() -> plan(1, 1, -1, false)).hasMessageStartingWith("updates: must be");
    assertThatThrownBy(() -> plan(50_000, 1, 100_000, false))
        .hasMessage("threads * (updates + 2): must be at most 20000000, got 5000100000");
  }
}
