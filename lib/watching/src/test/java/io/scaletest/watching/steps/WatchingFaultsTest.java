package io.scaletest.watching.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.timer.TimerThread;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.watching.queue.RetryLimiter;
import io.scaletest.watching.queue.WorkQueue;
import io.scaletest.watching.queue.Workers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is thrown by whatever the parts of a watch run: the run is told to stop with status 70,
 * and what comes after it is done all the same.
 */
@Timeout(300)
class WatchingFaultsTest {
  private final StopSignal stop = new StopSignal();
  private final RunFaults faults = new RunFaults(stop::request);

  /** Runs two actions, one after the other, somewhere. */
  private enum Runner {
    MAILBOX {
      @Override
      void run(Runnable first, Runnable second, RunFaults faults) {
        SerialMailbox mailbox = new SerialMailbox(faults);
        mailbox.post(first);
        mailbox.post(second);
      }
    },
    MAILBOX_FROM_WITHIN {
      @Override
      void run(Runnable first, Runnable second, RunFaults faults) {
        SerialMailbox mailbox = new SerialMailbox(faults);
        mailbox.post(
            () -> {
              mailbox.post(first);
              mailbox.post(second);
            });
      }
    },
    TIMERS {
      @Override
      void run(Runnable first, Runnable second, RunFaults faults) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        try (TimerThread timers = new TimerThread("timers-under-test", faults)) {
          timers.schedule(0, first);
          timers.schedule(
              1,
              () -> {
                second.run();
                done.countDown();
              });
          assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
      }
    },
    WORKERS {
      @Override
      void run(Runnable first, Runnable second, RunFaults faults) {
        WorkQueue<String, Integer> queue = new WorkQueue<>(Integer::sum);
        queue.add("first", 1);
        queue.add("second", 1);
        Workers.<String, Integer>start(
                1,
                queue,
                (key, notes) -> (key.equals("first") ? first : second).run(),
                new RetryLimiter(new ManualTicker()),
                (delayNs, action) -> {
                  action.run();
                  return () -> {};
                },
                faults)
            .close();
      }
    };

    abstract void run(Runnable first, Runnable second, RunFaults faults)
        throws InterruptedException;
  }

  static List<Arguments> cases() {
    List<Throwable> thrown =
        List.of(new IllegalStateException("x"), new AssertionError("x"), new OutOfMemoryError("x"));
    return List.of(Runner.values()).stream()
        .flatMap(runner -> thrown.stream().map(fault -> Arguments.of(runner, fault)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRunIsToldToStopAndWhatComesAfterIsDone(Runner runner, Throwable fault)
      throws InterruptedException {
    CountDownLatch second = new CountDownLatch(1);

    runner.run(() -> sneak(fault), second::countDown, faults);

    assertThat(second.getCount()).isZero();
    assertThat(stop.status()).contains(CommonExit.INTERNAL);
    assertThat(faults.first().orElseThrow().thrown()).isSameAs(fault);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
