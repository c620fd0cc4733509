package io.scaletest.watching.watchers;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.clock.ManualTicker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparseLogTest {
  private final ManualTicker ticker = new ManualTicker();
  private final List<Long> heldBack = new ArrayList<>();

  @Test
  void saysAtMostOneASecondAndHowManyWereHeldBack() {
    var log = new SparseLog(SparseLog.ONE_SECOND_NS, ticker);
    for (int i = 0; i < 25; i++) {
      log.say(heldBack::add);
      ticker.advanceNs(SparseLog.ONE_SECOND_NS / 10);
    }

    assertThat(heldBack).containsExactly(0L, 9L, 9L);
  }

  @Test
  void withoutAnIntervalEverythingIsSaid() {
    var log = new SparseLog(0, ticker);
    log.say(heldBack::add);
    log.say(heldBack::add);

    assertThat(heldBack).containsExactly(0L, 0L);
  }
}
