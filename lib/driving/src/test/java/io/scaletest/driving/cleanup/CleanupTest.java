package io.scaletest.driving.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.pacing.Pause;
import io.scaletest.driving.FakeLifecycle;
import io.scaletest.driving.FakeTransport;
import io.scaletest.driving.lifecycle.ObjectLedger;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(300)
class CleanupTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final FakeTransport transport = new FakeTransport(ticker);
  private final ObjectLedger ledger = new ObjectLedger();
  private int pauses;

  private Cleanup cleanup(Pause pause) {
    return new Cleanup(new FakeLifecycle(), transport, ledger, pause, ticker, faults);
  }

  private void existing(int objects) {
    for (int number = 1; number <= objects; number++) {
      ledger.creating(number);
    }
  }

  @Test
  void deletesEverythingOnceWhereTheServerAnswers() throws InterruptedException {
    existing(1_000);
    transport.answeringAtOnce(200);

    assertThat(cleanup(Pause.sleeping()).run()).isEqualTo(new Cleanup.Outcome(1_000, 0));
    assertThat(transport.sent()).hasSize(1_000);
  }

  @Test
  void whatWasNeverThereIsNotCountedAsDeleted() throws InterruptedException {
    existing(3);
    transport.answeringAtOnce(404);

    assertThat(cleanup(Pause.sleeping()).run()).isEqualTo(new Cleanup.Outcome(0, 0));
  }

  @Test
  void triesAgainWhenTheServerComesBack() throws InterruptedException {
    existing(10);
    transport.answeringAtOnce(0);
    Pause untilServerIsBack =
        durationMs -> {
          pauses++;
          transport.answeringAtOnce(200);
        };

    assertThat(cleanup(untilServerIsBack).run()).isEqualTo(new Cleanup.Outcome(10, 0));
    assertThat(pauses).isEqualTo(1);
    assertThat(transport.sent()).hasSize(20);
  }

  @Test
  void givesUpAfterTwoRoundsThatDeletedNothing() throws InterruptedException {
    existing(10_000);
    transport.answeringAtOnce(503);

    assertThat(cleanup(durationMs -> pauses++).run()).isEqualTo(new Cleanup.Outcome(0, 10_000));
    assertThat(pauses).isEqualTo(1);
    assertThat(transport.sent()).hasSize(2 * Cleanup.FAILURES_IN_A_ROW);
  }

  @Test
  void givesUpWhenItsTimeIsOverHoweverMuchProgressThereIs() throws InterruptedException {
    existing(3);
    Pause untilTheTimeIsOver =
        durationMs -> {
          pauses++;
          ticker.advanceNs(Cleanup.LIMIT_NS);
        };
    transport.answering(request -> request.path().endsWith("-" + (pauses + 1)) ? 200 : 503);

    assertThat(cleanup(untilTheTimeIsOver).run().remaining()).isEqualTo(1);
    assertThat(pauses).isEqualTo(2);
  }

  @Test
  void aDeleteThatCannotBeMadeIsAFaultAndItsObjectRemains() throws InterruptedException {
    existing(2);
    transport.answeringAtOnce(200);
    FakeLifecycle faulty = new FakeLifecycle().failingToDelete(1, new OutOfMemoryError());
    Cleanup cleanup =
        new Cleanup(faulty, transport, ledger, durationMs -> pauses++, ticker, faults);

    assertThat(cleanup.run()).isEqualTo(new Cleanup.Outcome(1, 1));
    assertThat(faults.take()).isNotEmpty().hasOnlyElementsOfType(OutOfMemoryError.class);
  }

  @Test
  void aDeleteThatCannotBeSentIsAFaultAndItsObjectRemains() throws InterruptedException {
    existing(2);
    transport.answering(
        request -> {
          if (request.path().endsWith("-1")) {
            throw new OutOfMemoryError();
          }
          return 200;
        });
    Cleanup cleanup = cleanup(durationMs -> pauses++);

    assertThat(cleanup.run()).isEqualTo(new Cleanup.Outcome(1, 1));
    assertThat(faults.take()).isNotEmpty().hasOnlyElementsOfType(OutOfMemoryError.class);
  }
}
