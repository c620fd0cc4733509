package io.scaletest.common.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import org.junit.jupiter.api.Test;

class RunFaultsTest {
  private final StopSignal stop = new StopSignal();
  private final RunFaults faults = new RunFaults(stop::request);

  @Test
  void aRunWithoutFaultGoesOn() {
    assertThatCode(faults::throwIfAny).doesNotThrowAnyException();
    assertThat(stop.requested()).isFalse();
    assertThat(faults.first()).isEmpty();
  }

  @Test
  void theFirstFaultEndsTheRunAndGivesItItsLine() {
    faults.handle("a loop", new OutOfMemoryError("no\nroom"));
    faults.handle("another", new IllegalStateException("later"));

    assertThat(stop.status()).contains(CommonExit.INTERNAL);
    assertThat(faults.count()).isEqualTo(2);
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(faults::throwIfAny)
        .withMessage(
            "the run was ended by a fault of the program itself in a loop:"
                + " java.lang.OutOfMemoryError: no room, and 1 more")
        .satisfies(e -> assertThat(e.status()).isEqualTo(CommonExit.INTERNAL));
  }

  @Test
  void aRunThatWasToldToStopBeforeIsBrokenAllTheSame() {
    stop.request(CommonExit.INTERRUPTED);
    faults.handle("a loop", new IllegalStateException("for the test"));

    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(faults::throwIfAny)
        .satisfies(e -> assertThat(e.status()).isEqualTo(CommonExit.INTERNAL));
  }

  @Test
  void nothingComesOutOfItWhateverThrowsWithin() {
    RunFaults helpless =
        new RunFaults(
            because -> {
              throw new IllegalStateException("cannot stop");
            });
    Throwable withoutText =
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("no text either");
          }
        };

    assertThatCode(() -> helpless.handle("a loop", withoutText)).doesNotThrowAnyException();
    assertThat(helpless.count()).isEqualTo(1);
    assertThatExceptionOfType(ToolException.class).isThrownBy(helpless::throwIfAny);
  }
}
