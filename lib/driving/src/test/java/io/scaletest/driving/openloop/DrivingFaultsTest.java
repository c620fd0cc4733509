package io.scaletest.driving.openloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.FakeLifecycle;
import io.scaletest.driving.FakeTransport;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.testkit.clock.ManualTicker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault ends the loop as a stop does: what is in flight is waited for, and counted rightly. */
class DrivingFaultsTest {
  private final ManualTicker ticker = new ManualTicker();
  private final FakeTransport transport = new FakeTransport(ticker);
  private final StopSignal stop = new StopSignal();
  private final RunFaults faults = new RunFaults(stop::request);

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, AssertionError.class, OutOfMemoryError.class})
  void aScheduleThatThrowsEndsTheLoopAfterItsAnswers(Class<? extends Throwable> type)
      throws ReflectiveOperationException {
    Throwable fault = type.getConstructor().newInstance();
    int[] arrivals = {0};
    OpenLoop loop =
        loop(
            () -> {
              if (++arrivals[0] == 3) {
                sneak(fault);
              }
              return 0;
            },
            (operation, number, intendedNs, reply) -> {});

    assertThat(loop.step(ticker.nanos())).isGreaterThan(ticker.nanos());
    assertThat(faults.first().orElseThrow().thrown()).isSameAs(fault);
    assertThat(stop.status()).contains(CommonExit.INTERNAL);
    int sent = transport.sent().size();
    transport.sent().forEach(each -> each.answer(200));

    assertThat(loop.step(ticker.nanos())).isEqualTo(Pacer.DONE);
    assertThat(transport.sent()).hasSize(sent);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, AssertionError.class, OutOfMemoryError.class})
  void aListenerThatThrowsLeavesNothingInFlight(Class<? extends Throwable> type)
      throws ReflectiveOperationException {
    Throwable fault = type.getConstructor().newInstance();
    OpenLoop loop =
        loop(ConstantArrivals.of(100), (operation, number, intendedNs, reply) -> sneak(fault));
    long dueNs = loop.step(ticker.nanos());
    ticker.advanceNs(Math.max(0, dueNs - ticker.nanos()));
    loop.step(ticker.nanos());
    int sent = transport.sent().size();
    assertThat(loop.state().inFlight()).isEqualTo(sent).isPositive();

    transport.sent().forEach(each -> assertThatThrownBy(() -> each.answer(200)).isSameAs(fault));

    assertThat(loop.state().inFlight()).isZero();
    assertThat(loop.ledger().mayExist().cardinality()).isEqualTo(sent);
    loop.stop();
    assertThat(loop.step(ticker.nanos())).isEqualTo(Pacer.DONE);
  }

  private OpenLoop loop(ArrivalProcess arrivals, OperationListener listener) {
    OpenLoop loop =
        new OpenLoop(
            new OpenLoopPlan(100, 10, 5),
            arrivals,
            new FakeLifecycle(),
            transport,
            listener,
            ticker,
            faults);
    loop.begin();
    return loop;
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
