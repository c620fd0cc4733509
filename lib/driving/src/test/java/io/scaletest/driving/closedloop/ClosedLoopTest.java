package io.scaletest.driving.closedloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.driving.FakeLifecycle;
import io.scaletest.driving.FakeTransport;
import io.scaletest.driving.loop.LoopState;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In virtual time: the test moves the clock and calls the step, as the pacer would. */
class ClosedLoopTest {
  private static final long MS = 1_000_000;

  private record Done(Operation operation, long number, long intendedNs) {}

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final FakeTransport transport = new FakeTransport(ticker);
  private final LatencySeries ownLateness = new LatencySeries("ownLateness");
  private final List<Done> done = new ArrayList<>();

  /** At 100 operations a second: one every 10 ms. */
  private ClosedLoop loop(long n, long maxpop, int threads, int updates, boolean createOnly) {
    ClosedLoop loop =
        new ClosedLoop(
            new ClosedLoopPlan(n, maxpop, threads, 100, updates, createOnly),
            new FakeLifecycle(),
            transport,
            (operation, number, intendedNs, reply) ->
                done.add(new Done(operation, number, intendedNs)),
            ownLateness,
            ticker,
            faults);
    loop.begin();
    return loop;
  }

  /** Moves from due time to due time until the loop is done or has nothing due. */
  private long runUntilIdle(ClosedLoop loop) {
    long next = loop.step(ticker.nanos());
    while (next != Pacer.DONE && next != Long.MAX_VALUE) {
      ticker.advanceNs(Math.max(0, next - ticker.nanos()));
      next = loop.step(ticker.nanos());
    }
    return next;
  }

  private List<String> sent() {
    return transport.sent().stream()
        .map(sent -> sent.request().method() + sent.request().path())
        .toList();
  }

  @Test
  void everyOperationIsSentAtItsDueTimeInThePhaseOrder() {
    ticker.advanceNs(7_777);
    long startNs = ticker.nanos();
    transport.answeringAtOnce(200);

    // Two threads with a lag of 1 each: thread 1 has the object 1, thread 2 the objects 2 and 4.
    ClosedLoop loop = loop(3, 2, 2, 1, false);
    assertThat(runUntilIdle(loop)).isEqualTo(Pacer.DONE);

    assertThat(sent())
        .containsExactly(
            "POST/object-1",
            "POST/object-2",
            "PATCH/object-1?phase=1",
            "PATCH/object-2?phase=1",
            "DELETE/object-1",
            "DELETE/object-2",
            "POST/object-4",
            "PATCH/object-4?phase=1",
            "DELETE/object-4");
    // (k*T + t) / rate: thread 1 is through after its third, thread 2 goes on in its own slots.
    assertThat(transport.sent())
        .extracting(sent -> (sent.sentNs() - startNs) / MS)
        .containsExactly(10L, 20L, 30L, 40L, 50L, 60L, 80L, 100L, 120L);
    assertThat(loop.ledger().mayExist().isEmpty()).isTrue();
    assertThat(loop.state().arrived()).isEqualTo(9);
    assertThat(loop.state().lastIntendedSinceStartNs()).isEqualTo(120 * MS);
  }

  @Test
  void aThreadWaitsForItsAnswerAndOtherThreadsDoNot() {
    ClosedLoop loop = loop(4, 4, 2, 0, false);
    ticker.advanceNs(1_000 * MS);
    loop.step(ticker.nanos());
    assertThat(sent()).containsExactly("POST/object-1", "POST/object-2");
    assertThat(loop.state().inFlight()).isEqualTo(2);

    transport.sent().get(1).answer(201);
    assertThat(loop.step(ticker.nanos())).isEqualTo(Long.MAX_VALUE);
    assertThat(sent()).containsExactly("POST/object-1", "POST/object-2", "POST/object-4");
    assertThat(loop.state().inFlight()).isEqualTo(2);
  }

  @Test
  void lateOperationsGoAtOnceAndKeepTheirIntendedTimes() {
    ClosedLoop loop = loop(2, 1, 1, 0, false);
    ticker.advanceNs(10 * MS);
    loop.step(ticker.nanos());
    ticker.advanceNs(500 * MS);
    transport.last().answer(201);
    transport.answeringAtOnce(200);
    assertThat(runUntilIdle(loop)).isEqualTo(Pacer.DONE);

    assertThat(transport.sent())
        .extracting(sent -> sent.sentNs() / MS)
        .containsExactly(10L, 510L, 510L, 510L);
    assertThat(done).extracting(one -> one.intendedNs() / MS).containsExactly(10L, 20L, 30L, 40L);
    assertThat(ownLateness.total().getMaxValue())
        .as("waiting for an answer is not the client's lateness")
        .isZero();
  }

  @Test
  void aPacerThatWakesLateIsOwnLateness() {
    transport.answeringAtOnce(200);
    ClosedLoop loop = loop(1, 1, 1, 0, true);
    ticker.advanceNs(35 * MS);
    loop.step(ticker.nanos());

    assertThat(ownLateness.total().getMaxValue() / MS).isEqualTo(25);
  }

  @Test
  void failuresChangeNothingInTheOrder() {
    transport.answeringAtOnce(500);
    assertThat(runUntilIdle(loop(2, 2, 1, 1, false))).isEqualTo(Pacer.DONE);

    assertThat(sent()).hasSize(6);
    assertThat(done).hasSize(6);
  }

  @Test
  void createOnlyEndsWithTheLastUpdate() {
    transport.answeringAtOnce(200);
    ClosedLoop loop = loop(3, 2, 2, 1, true);
    assertThat(runUntilIdle(loop)).isEqualTo(Pacer.DONE);

    assertThat(sent()).hasSize(6).noneMatch(text -> text.startsWith("DELETE"));
    assertThat(loop.ledger().mayExist().stream()).containsExactly(1, 2, 4);
  }

  @Test
  void threadsWithoutAnObjectDoNothing() {
    transport.answeringAtOnce(200);
    assertThat(runUntilIdle(loop(1, 100, 16, 0, false))).isEqualTo(Pacer.DONE);
    assertThat(sent()).hasSize(2);
    assertThat(loop(0, 100, 16, 0, false).step(ticker.nanos())).isEqualTo(Pacer.DONE);
  }

  @Test
  void afterAStopNothingIsSentAndAnswersAreWaitedForButNotForever() {
    ClosedLoop loop = loop(100, 10, 4, 1, false);
    ticker.advanceNs(1_000 * MS);
    loop.step(ticker.nanos());
    loop.stop();
    long untilNs = loop.step(ticker.nanos());
    assertThat(untilNs).isEqualTo(ticker.nanos() + LoopState.DRAIN_TIMEOUT_NS);

    transport.sent().subList(0, 3).forEach(sent -> sent.answer(201));
    assertThat(loop.step(ticker.nanos())).isEqualTo(untilNs);
    assertThat(transport.sent()).hasSize(4);
    ticker.advanceNs(untilNs - ticker.nanos());
    assertThat(loop.step(ticker.nanos())).isEqualTo(Pacer.DONE);
    assertThat(loop.ledger().mayExist().stream()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void whenItsTimeIsOverNothingMoreIsSentAndWhatIsInFlightIsWaitedFor() {
    ClosedLoop loop =
        new ClosedLoop(
            new ClosedLoopPlan(1_000, 10, 1, 100, 0, false, 25 * MS),
            new FakeLifecycle(),
            transport,
            (operation, number, intendedNs, reply) ->
                done.add(new Done(operation, number, intendedNs)),
            ownLateness,
            ticker,
            faults);
    loop.begin();
    ticker.advanceNs(10 * MS);
    loop.step(ticker.nanos());
    transport.last().answer(201);
    ticker.advanceNs(10 * MS);
    loop.step(ticker.nanos());
    ticker.advanceNs(6 * MS);

    assertThat(loop.step(ticker.nanos())).as("waits for the second").isNotEqualTo(Pacer.DONE);
    transport.last().answer(201);
    assertThat(loop.step(ticker.nanos())).isEqualTo(Pacer.DONE);
    assertThat(sent()).containsExactly("POST/object-1", "POST/object-2");
    assertThat(loop.ledger().mayExist().get(2)).isTrue();
  }
}
