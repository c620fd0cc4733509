package io.scaletest.common.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class ThreadPacerTest {
  /** Beyond the limit of this test: it does not wake by itself. */
  private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

  private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
  private final FaultHandler faults = (where, fault) -> thrown.add(fault);

  @Test
  void neverRunsAStepBeforeItIsDue() throws InterruptedException {
    Ticker ticker = Ticker.system();
    long startNs = ticker.nanos();
    AtomicInteger early = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    long[] dueNs = {startNs};
    Pacer pacer =
        new ThreadPacer(
            "pacer-under-test",
            ticker,
            nowNs -> {
              if (nowNs < dueNs[0]) {
                early.incrementAndGet();
                return dueNs[0];
              }
              if (done.incrementAndGet() == 20) {
                return Pacer.DONE;
              }
              dueNs[0] += 1_000_000;
              return dueNs[0];
            },
            faults);
    pacer.start();
    pacer.join();

    assertThat(done).hasValue(20);
    assertThat(ticker.nanos() - startNs).isGreaterThanOrEqualTo(19_000_000);
  }

  @Test
  void wakesForSomethingNewThatIsDueEarlier() throws InterruptedException {
    CountDownLatch asleep = new CountDownLatch(1);
    AtomicInteger work = new AtomicInteger();
    Pacer pacer =
        new ThreadPacer(
            "pacer-under-test",
            Ticker.system(),
            nowNs -> {
              asleep.countDown();
              return work.get() == 1 ? Pacer.DONE : Long.MAX_VALUE;
            },
            faults,
            HOUR_NS);
    pacer.start();
    assertThat(asleep.await(10, TimeUnit.SECONDS)).isTrue();
    work.set(1);
    pacer.wakeBefore(Ticker.system().nanos());
    pacer.join();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalArgumentException.class, AssertionError.class, OutOfMemoryError.class})
  void aStepThatThrowsEndsThePacerAndIsToldToWhoeverWaits(Class<? extends Throwable> type)
      throws ReflectiveOperationException {
    Throwable fault = type.getConstructor().newInstance();
    Pacer pacer =
        new ThreadPacer("pacer-under-test", Ticker.system(), nowNs -> thrown(fault), faults);
    pacer.start();

    assertThatThrownBy(pacer::join).isInstanceOf(IllegalStateException.class).hasCause(fault);
    assertThat(thrown).containsExactly(fault);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> long thrown(Throwable fault) throws E {
    throw (E) fault;
  }
}
