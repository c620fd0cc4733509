package io.scaletest.common.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  @Test
  void aFailureOfItsThreadIsTold() throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    RuntimeException bug = new IllegalStateException("a bug");
    List<Throwable> faults = new CopyOnWriteArrayList<>();
    try (StandstillMeter failing =
        StandstillMeter.start(
            Ticker.system(),
            unused -> {
              throw bug;
            },
            (where, thrown) -> {
              faults.add(thrown);
              told.countDown();
            })) {
      assertThat(told.await(3, TimeUnit.MINUTES)).isTrue();
      assertThat(failing.longestNs()).isNotNegative();
    }

    assertThat(faults).containsExactly(bug);
  }
}
