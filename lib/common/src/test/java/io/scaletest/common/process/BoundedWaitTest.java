package io.scaletest.common.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BoundedWaitTest {
  private final AtomicLong nowNs = new AtomicLong();
  private final BoundedWait wait =
      new BoundedWait(() -> nowNs.getAndAdd(Duration.ofSeconds(1).toNanos()));

  @Test
  void itLooksLessOftenTheLongerItTakesAndTheMoreALookCosts() {
    long second = Duration.ofSeconds(1).toNanos();

    assertThat(BoundedWait.pauseNs(0, 0)).isEqualTo(second / 50);
    assertThat(BoundedWait.pauseNs(second, 0)).isEqualTo(second / 20);
    assertThat(BoundedWait.pauseNs(second, second / 5)).isEqualTo(second / 5);
    assertThat(BoundedWait.pauseNs(4 * second, second / 20)).isEqualTo(second / 5);
    assertThat(BoundedWait.pauseNs(3_600 * second, 10 * second)).isEqualTo(second / 2);
  }

  @Test
  void aConditionThatHoldsIsAskedOnceAndWaitsForNothing() {
    AtomicInteger asked = new AtomicInteger();

    assertThat(wait.until(Duration.ZERO, () -> asked.incrementAndGet() > 0)).isTrue();
    assertThat(asked).hasValue(1);
  }

  @Test
  void aConditionThatNeverHoldsEndsTheWaitAtItsLimit() {
    AtomicInteger asked = new AtomicInteger();

    boolean held =
        wait.until(
            Duration.ofSeconds(3),
            () -> {
              asked.incrementAndGet();
              return false;
            });

    assertThat(held).isFalse();
    assertThat(asked).hasValue(3);
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> wait.until(Duration.ofHours(1), () -> false))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.status()).isEqualTo(CommonExit.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }
}
