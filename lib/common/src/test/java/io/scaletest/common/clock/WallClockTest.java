package io.scaletest.common.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class WallClockTest {
  private long tickerNs = 1_000_000_000_000L;
  private final Ticker ticker = () -> tickerNs;

  @Test
  void movesWithItsTickerAlone() {
    Instant start = Instant.parse("2020-08-31T21:05:09.123456789Z");
    WallClock clock = WallClock.startingAt(start, ticker);

    assertThat(clock.now()).isEqualTo(start);
    tickerNs += Duration.ofHours(3).toNanos();
    assertThat(clock.now()).isEqualTo(start.plus(Duration.ofHours(3)));
    assertThat(clock.at(1_000_000_000_000L - 1)).isEqualTo(start.minusNanos(1));
  }

  @Test
  void millisAreRoundedDownLikeTheInstants() {
    WallClock clock = WallClock.startingAt(Instant.parse("1969-12-31T23:59:59.9995Z"), ticker);

    for (long offsetNs : new long[] {0, 499_999, 500_000, -600_000, 1_000_000_000}) {
      long at = tickerNs + offsetNs;
      assertThat(clock.epochMillisAt(at)).isEqualTo(clock.at(at).toEpochMilli());
    }
  }

  @Test
  void theTimeSinceAStampIsThatBetweenTwoInstants() {
    WallClock clock = WallClock.startingAt(Instant.parse("2026-01-02T03:04:05.678901234Z"), ticker);

    for (long stampMs : new long[] {0, 1_767_323_045_678L, 1_767_323_045_679L, -1}) {
      assertThat(clock.nanosSince(stampMs, tickerNs + 5))
          .isEqualTo(
              Duration.between(Instant.ofEpochMilli(stampMs), clock.at(tickerNs + 5)).toNanos());
    }
    assertThat(clock.nanosSince(Instant.parse("0001-01-01T00:00:00Z").toEpochMilli(), tickerNs))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(clock.nanosSince(Instant.parse("9999-01-01T00:00:00Z").toEpochMilli(), tickerNs))
        .isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void tellsHowFarTheSystemClockHasMovedAway() {
    WallClock late = WallClock.startingAt(Instant.now().minusSeconds(100), ticker);

    assertThat(late.driftNs()).isBetween(99_000_000_000L, 160_000_000_000L);
  }

  @Test
  void whoLosesItsCoreBetweenTwoReadingsSeesNoCorrection() {
    Instant start = Instant.parse("2026-01-02T03:04:05Z");
    long startNs = tickerNs;
    InstantSource system = () -> start.plusNanos(tickerNs - startNs);
    // Each 7th reading of the ticker comes 50 ms after what was read before it.
    long[] readings = new long[1];
    Ticker held =
        () -> {
          readings[0]++;
          tickerNs += readings[0] % 7 == 2 ? 50_000_000 : 1_000;
          return tickerNs;
        };
    WallClock clock = WallClock.anchoredTo(system, held);

    for (int i = 0; i < 20; i++) {
      assertThat(clock.driftNs()).isBetween(-2_000L, 2_000L);
    }
  }

  @Test
  void aCorrectionIsToldHoweverOftenItIsRead() {
    Instant[] now = {Instant.parse("2026-01-02T03:04:05Z")};
    WallClock clock = WallClock.anchoredTo(() -> now[0], ticker);

    now[0] = now[0].plusMillis(30);

    assertThat(clock.driftNs()).isEqualTo(30_000_000);
  }
}
