package io.scaletest.driving.openloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.arrival.ArrivalProcess;
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

  @Test
  void aDurationTakesTheArrivalsOfTheSameScheduleThatComeInIt() {
    OpenLoopPlan plan = new OpenLoopPlan(100, 2_000_000_000, 10);
    ArrivalProcess arrivals = plan.arrivals(7);
    long within = 0;
    while (arrivals.nextNs() <= 30_000_000_000L) {
      within++;
    }

    assertThat(plan.within(30_000_000_000L, 7)).isEqualTo(new OpenLoopPlan(100, within, 10));
    assertThat(within).isBetween(2_800L, 3_200L);
  }

  @Test
  void theNumberEndsARunThatIsShorterThanTheDuration() {
    assertThat(new OpenLoopPlan(100, 5, 10).within(30_000_000_000L, 7).n()).isEqualTo(5);
  }
}
