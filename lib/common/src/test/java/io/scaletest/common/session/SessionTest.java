package io.scaletest.common.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.ProcessFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final AtomicLong nowNs = new AtomicLong();
  private final Ticker ticker = nowNs::get;
  private final WallClock clock =
      WallClock.startingAt(Instant.parse("2020-08-31T21:05:09.123Z"), ticker);
  private final StopSignal stop = new StopSignal();
  private final RunFaults faults = new RunFaults(stop::request);
  private final List<String> done = new ArrayList<>();
  private final AtomicLong driftNs = new AtomicLong();

  /** A process that had been busy for 4 s before it began and is not while it measures. */
  private final Iterator<ProcessFacts> process =
      List.of(new ProcessFacts(8, 2, 50, 0.4, 6), new ProcessFacts(8.5, 2, 70, 0.4, 6)).iterator();

  private final Session session =
      new Session(
          "tool",
          clock,
          stop,
          faults,
          new SummaryOutputs(
              List.of(summary -> done.add("file " + summary.verdict().status())),
              List.of(summary -> done.add("screen " + summary.verdict().status()))),
          () -> MeasuredWindow.start(ticker, process::next),
          driftNs::get);

  private void measure(Session.Measurement measurement) throws InterruptedException {
    session.measure(() -> List.of("figures"), measurement);
  }

  private RunSummary summary() {
    return session.summary("1", "r").verdict(session.judgement().verdict()).build();
  }

  private static ToolException fails(String message) {
    return new ToolException(CommonExit.OUTPUT, message);
  }

  @Test
  void aRunThatGoesWellEndsWithItsResultsAndStatusZero() throws InterruptedException {
    measure(() -> nowNs.addAndGet(10_000_000_000L));
    session.write(this::summary);
    session.attempt(() -> done.add("clean-up"));
    session.show(this::summary);

    assertThat(session.end()).isEqualTo(CommonExit.OK);
    assertThat(done).containsExactly("file VALID", "clean-up", "screen VALID");
    assertThat(session.window().seconds()).isEqualTo(10);
    assertThat(session.window().process().cpuSeconds()).isEqualTo(0.5);
  }

  @Test
  void whatStoppedTheRunGivesItsStatus() throws InterruptedException {
    measure(() -> stop.request(CommonExit.TERMINATED));

    assertThat(session.end()).isEqualTo(CommonExit.TERMINATED);
  }

  @Test
  void whatHappensBehindTheMeasurementIsNoneOfItsFacts() throws InterruptedException {
    measure(() -> nowNs.addAndGet(10_000_000_000L));
    session.attempt(
        () -> {
          stop.request(CommonExit.TERMINATED); // a signal during the clean-up
          driftNs.set(3_600_000_000_000L);
        });

    assertThat(session.endedEarlyBy()).isEmpty();
    assertThat(summary().verdict().reasons()).isEmpty();
    assertThat(session.end()).isEqualTo(CommonExit.TERMINATED);
  }

  @Test
  void whatEndedTheMeasurementEarlyIsKept() throws InterruptedException {
    measure(() -> stop.request(CommonExit.OUTPUT));

    assertThat(session.endedEarlyBy()).contains(CommonExit.OUTPUT);
    assertThat(summary().verdict().reasons())
        .containsExactly("run: ended early by results that cannot be written");
  }

  @Test
  void aStepThatFailsKeepsNoneBehindItFromBeingDone() throws InterruptedException {
    measure(() -> {});
    session.attempt(
        () -> {
          throw fails("data.csv is cut after row 7: no space left on device");
        });
    session.attempt(
        () -> {
          throw fails("summary cannot be written: no space left on device");
        });
    session.attempt(() -> done.add("clean-up"));
    session.show(this::summary);
    session.attempt(
        () -> {
          throw new ToolException(CommonExit.USAGE, "3 objects may be left");
        });

    assertThat(done).containsExactly("clean-up", "screen VALID");
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(session::end)
        .withMessage(
            "data.csv is cut after row 7: no space left on device; summary cannot be written: no"
                + " space left on device; 3 objects may be left")
        .satisfies(e -> assertThat(e.status()).isEqualTo(CommonExit.OUTPUT));
  }

  @Test
  void anErrorInTheMeasurementOrAStepBreaksTheRunWhichStillGoesToItsEnd()
      throws InterruptedException {
    measure(
        () -> {
          throw new OutOfMemoryError("for the test");
        });
    session.attempt(
        () -> {
          throw new IllegalStateException("for the test, too");
        });
    session.attempt(() -> done.add("clean-up"));
    session.show(this::summary);

    assertThat(done).containsExactly("clean-up", "screen INVALID");
    assertThat(summary().verdict().reasons())
        .first()
        .asString()
        .startsWith("client: a fault of this program: the measurement: java.lang.OutOfMemoryError");
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(session::end)
        .satisfies(e -> assertThat(e.status()).isEqualTo(CommonExit.INTERNAL));
  }

  @Test
  void filesThatCannotBeWrittenStopTheRunAndAreNamedWithTheirLastRows() {
    var failure = new OutputFailure(stop);

    failure.failed(Path.of("data.csv"), 7, new IOException("No space left on device"));
    failure.failed(Path.of("data.hlog"), 1, new IOException("No space left on device"));

    assertThat(stop.status()).contains(CommonExit.OUTPUT);
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(failure::throwIfAny)
        .withMessageContainingAll(
            "data.csv is cut after row 7: ", "; data.hlog is cut after row 1: ")
        .satisfies(e -> assertThat(e.status()).isEqualTo(CommonExit.OUTPUT));
  }
}
