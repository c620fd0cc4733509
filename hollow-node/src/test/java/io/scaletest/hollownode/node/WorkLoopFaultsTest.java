package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.kube.transport.ApiReply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One node's fault ends the run, and until then freezes no other node. */
class WorkLoopFaultsTest {
  private final FakeApi api = new FakeApi();
  private final StopSignal stop = new StopSignal();
  private final RunFaults faults = new RunFaults(stop::request);
  private final WorkLoop loop =
      new WorkLoop(WallClock.startingAt(FakeApi.START, api.ticker), faults);
  private final AtomicInteger called = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, AssertionError.class, OutOfMemoryError.class})
  void anAlarmThatThrowsEndsTheRunAndTheOthersAreCalled(Class<? extends Throwable> type)
      throws ReflectiveOperationException {
    Throwable fault = type.getConstructor().newInstance();
    loop.start(api, "test");
    loop.run(
        () -> {
          loop.schedule(1, () -> sneak(fault));
          loop.schedule(1, () -> called.incrementAndGet());
          loop.schedule(Duration.ofSeconds(1).toNanos(), () -> called.incrementAndGet());
        });

    api.advance(Duration.ofSeconds(2));

    assertThat(called).hasValue(2);
    assertThat(stop.status()).contains(CommonExit.INTERNAL);
    assertThat(faults.first().orElseThrow().thrown()).isSameAs(fault);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, AssertionError.class, OutOfMemoryError.class})
  void whatATakerOfAnAnswerThrowsReachesTheTransportAndTheLoopGoesOn(
      Class<? extends Throwable> type) throws ReflectiveOperationException {
    Throwable fault = type.getConstructor().newInstance();
    loop.start(api, "test");

    assertThatThrownBy(
            () ->
                loop.onReply(reply -> sneak(fault))
                    .answered(new ApiReply(200, new byte[0], "", 0, 0, 0)))
        .isSameAs(fault);
    loop.run(() -> loop.schedule(1, () -> called.incrementAndGet()));
    api.advance(Duration.ofSeconds(1));

    assertThat(called).hasValue(1);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
