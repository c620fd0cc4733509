package io.scaletest.common.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.RunFaults;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MeasuredWindowTest {
  private final AtomicLong nowNs = new AtomicLong(7);
  private final Ticker ticker = nowNs::get;

  @Test
  void countsOnlyWhatWasUsedWithin() {
    // A start-up that kept two cores busy for 4 s, then a run that hardly did anything.
    Iterator<ProcessFacts> process =
        List.of(new ProcessFacts(8, 2, 50, 0.4, 6), new ProcessFacts(8.5, 2, 70, 0.5, 7))
            .iterator();
    MeasuredWindow window = MeasuredWindow.start(ticker, process::next);
    nowNs.addAndGet(10_000_000_000L);

    MeasuredWindow.Facts measured = window.end();

    assertThat(measured.seconds()).isEqualTo(10);
    assertThat(measured.startNs()).isEqualTo(7);
    assertThat(measured.process().cpuSeconds()).isEqualTo(0.5);
    assertThat(measured.process().gcCount()).isEqualTo(1);
    assertThat(measured.process().heapMaxBytes()).isEqualTo(70);
    assertThat(new Judgement().process(measured.process(), measured.seconds()).verdict().status())
        .isEqualTo(Verdict.Status.VALID);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void hasThisProcesssMemoryAtItsStart() {
    ResidentTrend resident =
        MeasuredWindow.start(Ticker.system(), new RunFaults(status -> {})).end().resident();

    assertThat(resident.bytes()).isNotEmpty().allMatch(bytes -> bytes > 1_000_000);
    assertThat(resident.everySeconds()).isPositive();
  }

  @Test
  void aStandstillBeforeTheWindowBeginsIsNotInIt() {
    MeasuredWindow window =
        MeasuredWindow.startLookingAtItsEnd(
            ticker,
            () -> {
              nowNs.addAndGet(3_000_000_000L);
              return new ProcessFacts(1, 2, 50, 0, 0);
            });
    nowNs.addAndGet(10_000_000L);

    MeasuredWindow.Facts measured = window.end();

    assertThat(measured.standstillTotalNs()).isZero();
    assertThat(measured.seconds()).isLessThan(0.1);
  }
}
