package io.scaletest.driving.openloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.driving.FakeLifecycle;
import io.scaletest.driving.FakeTransport;
import io.scaletest.driving.loop.LoopState;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In virtual time: the test moves the clock and calls the step, as the pacer would. */
class OpenLoopTest {
  private static final long MS = 1_000_000;

  private record Done(Operation operation, long number, long intendedNs, ApiReply reply) {
    long latenessNs() {
      return reply.sentNs() - intendedNs;
    }

    long serviceNs() {
      return reply.answeredNs() - reply.sentNs();
    }

    long responseNs() {
      return reply.answeredNs() - intendedNs;
    }
  }

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final FakeTransport transport = new FakeTransport(ticker);
  private final FakeLifecycle lifecycle = new FakeLifecycle();
  private final List<Done> done = new ArrayList<>();

  private OpenLoop loop(long n, ArrivalProcess arrivals) {
    // Lifetime: 5 / 100 per second = 50 ms.
    OpenLoop loop =
        new OpenLoop(
            new OpenLoopPlan(100, n, 5),
            arrivals,
            lifecycle,
            transport,
            (operation, number, intendedNs, reply) ->
                done.add(new Done(operation, number, intendedNs, reply)),
            ticker,
            faults);
    loop.begin();
    return loop;
  }

  /** Moves from due time to due time until the loop is done or has nothing due. */
  private long runUntilIdle(OpenLoop loop) {
    long next = loop.step(ticker.nanos());
    while (next != Pacer.DONE && next != Long.MAX_VALUE) {
      ticker.advanceNs(Math.max(0, next - ticker.nanos()));
      next = loop.step(ticker.nanos());
    }
    return next;
  }

  @Test
  void createsAtTheScheduledTimesAndDeletesALifetimeLater() {
    ticker.advanceNs(7_777);
    long startNs = ticker.nanos();
    transport.answeringAtOnce(200);

    assertThat(runUntilIdle(loop(3, ConstantArrivals.of(100)))).isEqualTo(Pacer.DONE);

    assertThat(transport.sent())
        .extracting(sent -> sent.request().method() + sent.request().path())
        .containsExactly(
            "POST/object-1",
            "POST/object-2",
            "POST/object-3",
            "DELETE/object-1",
            "DELETE/object-2",
            "DELETE/object-3");
    assertThat(transport.sent())
        .extracting(sent -> (sent.sentNs() - startNs) / MS)
        .containsExactly(0L, 10L, 20L, 50L, 60L, 70L);
  }

  @Test
  void aStalledRequestChangesNoOtherSendTime() {
    OpenLoop loop = loop(20, ArrivalProcess.poisson(100, 3));
    loop.step(ticker.nanos());
    List<Long> expectedNs = new ArrayList<>();
    ArrivalProcess same = ArrivalProcess.poisson(100, 3);
    for (int i = 0; i < 20; i++) {
      expectedNs.add(same.nextNs());
    }

    // The first create is never answered, all others at once.
    ticker.advanceNs(expectedNs.get(0));
    loop.step(ticker.nanos());
    FakeTransport.Sent stalled = transport.last();
    transport.answeringAtOnce(201);
    runUntilIdle(loop);
    ticker.advanceNs(1_000 * MS);
    stalled.answer(201);

    assertThat(
            transport.sent().stream()
                .filter(sent -> sent.request().method().equals("POST"))
                .map(FakeTransport.Sent::sentNs))
        .containsExactlyElementsOf(expectedNs);
    Done slow = done.get(done.size() - 1);
    assertThat(slow.number()).isEqualTo(1);
    assertThat(slow.responseNs()).isGreaterThan(1_000 * MS);
    assertThat(done.stream().filter(one -> !one.equals(slow)))
        .hasSize(38)
        .allSatisfy(other -> assertThat(other.serviceNs()).isZero())
        .allSatisfy(other -> assertThat(other.latenessNs()).isZero());
  }

  @Test
  void aLateStepIsLatenessAndShiftsNothing() {
    transport.answeringAtOnce(200);
    OpenLoop loop = loop(4, ConstantArrivals.of(100));

    // The machine did nothing for 25 ms: three creates are due, each late by its own amount.
    ticker.advanceNs(25 * MS);
    long next = loop.step(ticker.nanos());

    assertThat(done).extracting(one -> one.latenessNs() / MS).containsExactly(25L, 15L, 5L);
    assertThat(next).isEqualTo(30 * MS);
  }

  /** What is sent says when: in a burst, each create takes time itself. */
  @Test
  void eachCreateOfABurstIsStampedWithTheTimeOfItsOwnSending() {
    transport.answering(
        request -> {
          ticker.advanceNs(2 * MS);
          return 201;
        });
    OpenLoop loop = loop(3, ConstantArrivals.of(100));
    ticker.advanceNs(25 * MS);

    loop.step(ticker.nanos());

    assertThat(lifecycle.stamps()).containsExactly(25 * MS, 27 * MS, 29 * MS);
  }

  @Test
  void theDeleteOfALateCreateCountsFromTheEndOfTheCreate() {
    OpenLoop loop = loop(1, ConstantArrivals.of(100));
    loop.step(ticker.nanos());
    ticker.advanceNs(500 * MS);
    transport.last().answer(201);

    assertThat(loop.step(ticker.nanos())).isEqualTo(550 * MS);
  }

  @Test
  void anObjectWhoseCreateFailedIsDeletedAllTheSame() {
    OpenLoop loop = loop(2, ConstantArrivals.of(100));
    loop.step(ticker.nanos());
    transport.last().answer(0);
    transport.answeringAtOnce(201);

    assertThat(runUntilIdle(loop)).isEqualTo(Pacer.DONE);
    assertThat(done)
        .extracting(one -> one.operation() + " " + one.number())
        .containsExactly("CREATE 1", "CREATE 2", "DELETE 1", "DELETE 2");
    assertThat(loop.ledger().mayExist().isEmpty()).isTrue();
  }

  @Test
  void aFailedDeleteLeavesItsObjectInTheLedger() {
    OpenLoop loop = loop(2, ConstantArrivals.of(100));
    transport.answeringAtOnce(201);
    loop.step(ticker.nanos());
    ticker.advanceNs(10 * MS);
    loop.step(ticker.nanos());
    transport.answeringAtOnce(500);

    assertThat(runUntilIdle(loop)).isEqualTo(Pacer.DONE);
    assertThat(loop.ledger().mayExist().stream()).containsExactly(1, 2);
  }

  @Test
  void aRefusedCreateLeavesNothingInTheLedger() {
    OpenLoop loop = loop(1, ConstantArrivals.of(100));
    loop.step(ticker.nanos());
    transport.last().answer(403);
    loop.stop();

    assertThat(loop.ledger().mayExist().isEmpty()).isTrue();
  }

  @Test
  void isDoneAtOnceWithNothingToCreate() {
    assertThat(loop(0, ConstantArrivals.of(100)).step(ticker.nanos())).isEqualTo(Pacer.DONE);
  }

  @Test
  void afterAStopNothingIsSentAndAnswersAreWaitedFor() {
    OpenLoop loop = loop(100, ConstantArrivals.of(100));
    loop.step(ticker.nanos());
    loop.stop();
    ticker.advanceNs(500 * MS);

    assertThat(loop.step(ticker.nanos())).isGreaterThan(ticker.nanos());
    transport.last().answer(201);
    assertThat(loop.step(ticker.nanos())).isEqualTo(Pacer.DONE);
    assertThat(transport.sent()).hasSize(1);
    assertThat(loop.ledger().mayExist().stream()).containsExactly(1);
  }

  @Test
  void afterAStopTheWaitForAnswersIsBounded() {
    OpenLoop loop = loop(100, ConstantArrivals.of(100));
    loop.step(ticker.nanos());
    loop.stop();
    long untilNs = loop.step(ticker.nanos());
    assertThat(untilNs).isEqualTo(LoopState.DRAIN_TIMEOUT_NS);
    ticker.advanceNs(untilNs);

    assertThat(loop.step(ticker.nanos())).isEqualTo(Pacer.DONE);
  }
}
