package io.scaletest.driving.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.DriverRows;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.driving.FakeLifecycle;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.loop.LoopState;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DriverLoadTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();

  private static final byte[] NO_BODY = {};
  private static final long MS = 1_000_000;

  private final ManualTicker ticker = new ManualTicker();
  private final LoopState state = new LoopState(ticker);
  private DriverRows rows;
  private RunRecorder recorder;

  @BeforeEach
  void open(@TempDir Path folder) {
    rows =
        DriverRows.create(
            folder.resolve("data.csv"),
            DriverExit.DATA_FILE,
            ticker,
            (path, written, cause) -> {
              throw new IllegalStateException(cause);
            },
            faults);
    WallClock clock = WallClock.startingAt(Instant.parse("2020-08-31T21:05:09.123Z"), ticker);
    recorder =
        new RunRecorder(
            new FakeLifecycle(), rows, clock, EnumSet.of(Operation.CREATE, Operation.DELETE));
    state.countCarriedBy(() -> recorder.succeeded(Operation.CREATE));
    state.begin();
  }

  @AfterEach
  void close() {
    rows.close();
  }

  /** The k-th create (from 0) of a schedule of one each 10 ms; answered so long after. */
  private void create(int k, long serviceMs, long waitMs) {
    long dueNs = k * 10L * MS;
    long sentNs = dueNs + waitMs * MS;
    recorder.completed(
        Operation.CREATE,
        k + 1,
        dueNs,
        new ApiReply(201, NO_BODY, "", true, dueNs, sentNs, sentNs, sentNs + serviceMs * MS));
  }

  private Verdict.Load load() {
    return DriverLoad.ofOpenLoop(state, recorder).orElseThrow();
  }

  @Test
  void whatIsUnderWayAtTheEndAnywayIsCarried() {
    // 50 ms of service time at 100/s: five are always in flight.
    for (int k = 0; k < 300; k++) {
      if (k >= 5) {
        create(k - 5, 50, 0);
      }
      state.arrive(k * 10L * MS);
    }
    for (int k = 295; k < 300; k++) {
      create(k, 50, 0);
    }

    assertThat(load().status()).isEqualTo(Verdict.Load.Status.CARRIED);
    assertThat(load().figures()).isEqualTo("100.3 of 100.3 creates/s");
  }

  @Test
  void aServerThatTakesHalfIsOverloadedThoughItDoesAllOfItLater() {
    for (int k = 0; k < 300; k++) {
      if (k % 2 == 1) {
        create(k / 2, 20, k / 2 * 10L);
      }
      state.arrive(k * 10L * MS);
    }
    for (int k = 150; k < 300; k++) {
      create(k, 20, k * 10L);
    }

    assertThat(load().status()).isEqualTo(Verdict.Load.Status.OVERLOADED);
    assertThat(load().carried()).isBetween(49.0, 52.0);
    assertThat(load().text()).endsWith(" of 100.3 creates/s, all streams busy since 0.0 s");
  }

  @Test
  void whatFailsIsNotCarriedHoweverSmallTheRun() {
    for (int k = 0; k < 4; k++) {
      state.arrive(k * 10L * MS);
      recorder.completed(
          Operation.CREATE,
          k + 1,
          k * 10L * MS,
          ApiReply.unsent("no route", k * 10L * MS, 50 * MS));
    }

    assertThat(load().text())
        .isEqualTo(
            "OVERLOADED: the server took 0 of 133.3 creates/s, 4 requests failed, 4 of them never"
                + " sent");
  }

  @Test
  void oneObjectHasNoRate() {
    state.arrive(10 * MS);

    assertThat(DriverLoad.ofOpenLoop(state, recorder)).isEmpty();
  }

  @Test
  void aClosedLoopIsToldWithItsThreads() {
    for (int k = 0; k < 11; k++) {
      create(k, 9, 0);
    }
    ClosedLoopPlan plan = new ClosedLoopPlan(11, 1, 1, 1_000_000, 0, true);

    Verdict.Load load = DriverLoad.ofClosedLoop(plan, state, recorder).orElseThrow();

    assertThat(load.text())
        .isEqualTo(
            "OVERLOADED: the server took 110 of 1,000,000 writes/s, by 1 thread that waits for its"
                + " answers");
  }
}
