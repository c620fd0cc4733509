package io.scaletest.watching.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.timer.Timers;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkersTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final WorkQueue<String, Integer> queue = new WorkQueue<>(Integer::sum);
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final List<Long> delaysNs = new CopyOnWriteArrayList<>();
  private final RetryLimiter limiter = new RetryLimiter(new ManualTicker());

  /** Notes the delay and acts at once. */
  private final Timers impatient =
      (delayNs, action) -> {
        delaysNs.add(delayNs);
        action.run();
        return () -> {};
      };

  @Test
  void workOffWhatWaitsBeforeTheyEnd() {
    for (int i = 0; i < 1_000; i++) {
      queue.add("k" + i, 1);
    }
    Workers.start(3, queue, (key, notes) -> handled.add(key), limiter, impatient, faults).close();
    assertThat(handled).hasSize(1_000).doesNotHaveDuplicates();
  }

  @Test
  void workThatFailsIsDoneAgainWithItsNotes() {
    var attempts = new AtomicInteger();
    queue.add("a", 42);
    var workers =
        Workers.start(
            1,
            queue,
            (key, notes) -> {
              if (attempts.incrementAndGet() < 4) {
                throw new IllegalStateException("disk");
              }
              handled.add(key + notes);
            },
            limiter,
            impatient,
            faults);
    workers.close();
    assertThat(handled).containsExactly("a42");
    assertThat(delaysNs).containsExactly(5_000_000L, 10_000_000L, 20_000_000L);
    assertThat(workers.retries()).isEqualTo(3);
    assertThat(faults.take()).hasSize(3);
    assertThat(workers.givenUp()).isZero();
  }

  @Test
  void workThatAlwaysFailsIsGivenUpAndCounted() {
    queue.add("a", 1);
    queue.add("b", 1);
    var workers =
        Workers.<String, Integer>start(
            1,
            queue,
            (key, notes) -> {
              if (key.equals("a")) {
                throw new IllegalStateException("disk");
              }
              handled.add(key);
            },
            limiter,
            impatient,
            faults);
    workers.close();
    assertThat(handled).containsExactly("b");
    assertThat(faults.take()).hasSize(Workers.RETRIES_MAX + 1);
    assertThat(workers.retries()).isEqualTo(Workers.RETRIES_MAX);
    assertThat(workers.givenUp()).isEqualTo(1);
  }
}
