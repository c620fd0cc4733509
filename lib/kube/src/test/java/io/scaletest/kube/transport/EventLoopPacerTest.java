package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same promises as a pacer with a thread of its own. */
@Timeout(300)
class EventLoopPacerTest {
  /** Beyond the limit of this test: it does not wake by itself. */
  private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final Ticker ticker = Ticker.system();
  private final EventLoopGroup group = SocketKind.best().eventLoops(1, "pacer-under-test");

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Pacer pacer(Pacer.Step step) {
    return new EventLoopPacer(group.next(), ticker, step, faults, HOUR_NS);
  }

  @Test
  void neverRunsAStepBeforeItIsDue() throws InterruptedException {
    long startNs = ticker.nanos();
    AtomicInteger done = new AtomicInteger();
    long[] dueNs = {startNs};
    Pacer pacer =
        pacer(
            nowNs -> {
              if (nowNs >= dueNs[0]) {
                dueNs[0] += 1_000_000;
                done.incrementAndGet();
              }
              return done.get() == 20 ? Pacer.DONE : dueNs[0];
            });
    pacer.start();
    pacer.join();

    assertThat(ticker.nanos() - startNs).isGreaterThanOrEqualTo(19_000_000);
  }

  @Test
  void wakesForSomethingNewFromAnotherThread() throws InterruptedException {
    CountDownLatch asleep = new CountDownLatch(1);
    AtomicInteger work = new AtomicInteger();
    Pacer pacer =
        pacer(
            nowNs -> {
              asleep.countDown();
              return work.get() == 1 ? Pacer.DONE : Long.MAX_VALUE;
            });
    pacer.start();
    assertThat(asleep.await(10, TimeUnit.SECONDS)).isTrue();
    work.set(1);
    pacer.wakeBefore(ticker.nanos());
    pacer.join();
  }

  @Test
  void wakesForSomethingNewFromItsOwnThread() throws InterruptedException {
    AtomicInteger work = new AtomicInteger();
    Pacer pacer = pacer(nowNs -> work.get() == 1 ? Pacer.DONE : nowNs + 3_600_000_000_000L);
    pacer.start();
    group
        .next()
        .execute(
            () -> {
              work.set(1);
              pacer.wakeBefore(ticker.nanos());
            });
    pacer.join();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalArgumentException.class, AssertionError.class, OutOfMemoryError.class})
  void aStepThatThrowsEndsThePacerAndIsToldToWhoeverWaits(Class<? extends Throwable> type)
      throws ReflectiveOperationException {
    Throwable fault = type.getConstructor().newInstance();
    Pacer pacer = pacer(nowNs -> thrown(fault));
    pacer.start();

    assertThatThrownBy(pacer::join).isInstanceOf(IllegalStateException.class).hasCause(fault);
    assertThat(faults.take()).containsExactly(fault);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> long thrown(Throwable fault) throws E {
    throw (E) fault;
  }
}
