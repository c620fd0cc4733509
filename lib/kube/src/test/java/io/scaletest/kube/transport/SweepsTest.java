package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SweepsTest {
  private final List<String> called = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Sweeps sweeps = new Sweeps((where, thrown) -> faults.add(thrown.getMessage()));
  private final EmbeddedChannel channel = new EmbeddedChannel();

  private void passOnePeriod() {
    channel.advanceTimeBy(Sweeps.PERIOD_MS, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void everySweepIsCalledInEachPeriodUntilItsEnd() {
    channel.freezeTime();
    Runnable end = sweeps.begin(channel.eventLoop(), () -> called.add("a"));
    sweeps.begin(channel.eventLoop(), () -> called.add("b"));
    passOnePeriod();
    assertThat(called).containsExactlyInAnyOrder("a", "b");
    end.run();
    passOnePeriod();
    assertThat(called).containsExactlyInAnyOrder("a", "b", "b");
  }

  @Test
  void allThatShareALoopShareItsTimer() {
    channel.freezeTime();
    sweeps.begin(channel.eventLoop(), () -> called.add("a"));
    channel.advanceTimeBy(Sweeps.PERIOD_MS / 2, TimeUnit.MILLISECONDS);
    sweeps.begin(channel.eventLoop(), () -> called.add("b"));
    channel.advanceTimeBy(Sweeps.PERIOD_MS / 2, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(called).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void oneThatThrowsIsAFaultAndKeepsNoOtherBack() {
    channel.freezeTime();
    sweeps.begin(
        channel.eventLoop(),
        () -> {
          throw new IllegalStateException("broken");
        });
    sweeps.begin(channel.eventLoop(), () -> called.add("b"));
    passOnePeriod();
    passOnePeriod();
    assertThat(called).containsExactly("b", "b");
    assertThat(faults).containsExactly("broken", "broken");
  }
}
