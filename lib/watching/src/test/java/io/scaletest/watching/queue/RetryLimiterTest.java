package io.scaletest.watching.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.clock.ManualTicker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryLimiterTest {
  private final ManualTicker ticker = new ManualTicker();
  private final RetryLimiter limiter = new RetryLimiter(ticker);

  private long delayMs(String key) {
    return TimeUnit.NANOSECONDS.toMillis(limiter.delayNs(key));
  }

  @Test
  void doublesAKeysDelayUpToAThousandSeconds() {
    for (long expectedMs = 5; expectedMs < 1_000_000; expectedMs *= 2) {
      ticker.advance(Duration.ofSeconds(1));
      assertThat(delayMs("a")).isEqualTo(expectedMs);
    }
    ticker.advance(Duration.ofSeconds(1));
    assertThat(delayMs("a")).isEqualTo(1_000_000);
    assertThat(delayMs("a")).isEqualTo(1_000_000);
  }

  @Test
  void forgetsAKeysFailures() {
    limiter.delayNs("a");
    limiter.delayNs("a");
    assertThat(limiter.failures("a")).isEqualTo(2);
    limiter.forget("a");
    assertThat(limiter.failures("a")).isZero();
    assertThat(delayMs("a")).isEqualTo(5);
  }

  @Test
  void allKeysTogetherAreTriedTenTimesASecondAfterABurstOfAHundred() {
    for (int i = 0; i < RetryLimiter.OVERALL_BURST; i++) {
      assertThat(delayMs("k" + i)).isEqualTo(5);
    }
    assertThat(delayMs("x")).isEqualTo(100);
    assertThat(delayMs("y")).isEqualTo(200);
    ticker.advance(Duration.ofSeconds(60));
    assertThat(delayMs("z")).isEqualTo(5);
  }
}
