package io.scaletest.common.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StandstillMeterTest {
  private static final long MS = 1_000_000;

  private final AtomicLong nowNs = new AtomicLong();
  private final Ticker ticker = nowNs::get;
  private final StandstillMeter meter = new StandstillMeter(ticker);

  private void lookAfterMs(long ms) {
    nowNs.addAndGet(ms * MS);
    meter.look();
  }

  @Test
  void anOrdinaryWaitForACpuIsNoStandstill() {
    lookAfterMs(20);
    lookAfterMs(119);

    assertThat(meter.longestNs()).isZero();
    assertThat(meter.totalNs()).isZero();
  }

  @Test
  void addsUpStandstillsAndKeepsTheLongest() {
    lookAfterMs(2_020);
    lookAfterMs(20);
    lookAfterMs(220);

    assertThat(meter.longestNs()).isEqualTo(2_000 * MS);
    assertThat(meter.totalNs()).isEqualTo(2_200 * MS);
  }

  @Test
  void aStandstillThatLastsUntilTheEndIsSeenWhenItIsClosed() {
    nowNs.addAndGet(520 * MS);

    meter.close();
    nowNs.addAndGet(10_000 * MS);
    meter.close();

    assertThat(meter.longestNs()).isEqualTo(500 * MS);
  }
}
