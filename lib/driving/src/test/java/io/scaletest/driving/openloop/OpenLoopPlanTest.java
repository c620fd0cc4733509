package io.scaletest.driving.openloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenLoopPlanTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 1 | 1 | lambda: must be > 0 and finite, got 0.0",
        "-1 | 1 | 1 | lambda: must be > 0 and finite, got -1.0",
        "NaN | 1 | 1 | lambda: must be > 0 and finite, got NaN",
        "1 | -1 | 1 | n: must be from 0 to 2147483646, got -1"
      })
  void namesOptionRuleAndValue(double lambda, long n, long maxpop, String message) {
    assertThatThrownBy(() -> new OpenLoopPlan(lambda, n, maxpop)).hasMessage(message);
  }

  @Test
  void objectsLiveMaxpopOverLambda() {
    assertThat(new OpenLoopPlan(150, 1, 300).lifetimeNs()).isEqualTo(2_000_000_000L);
  }

  @Test
  void withoutAPopulationEachObjectIsDeletedAtOnce() {
    assertThat(new OpenLoopPlan(150, 1, 0).lifetimeNs()).isZero();
    assertThat(new OpenLoopPlan(150, 1, -3).lifetimeNs()).isZero();
  }

  @Test
  void noObjectsNeedNoRate() {
    OpenLoopPlan plan = new OpenLoopPlan(0, 0, 100);
    assertThat(plan.arrivals(1).nextNs()).isEqualTo(Long.MAX_VALUE);
    assertThat(plan.lifetimeNs()).isZero();
  }
}
