package io.scaletest.player.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.RandomEntries;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeScaleTest {
  private static final long LIFE_NS = 60_000_000_000L;

  private static final List<TraceEntry> ENTRIES = new RandomEntries(3, 10).list(500);

  @Test
  void arrivalsAndLifetimesHaveSpeedsOfTheirOwn() {
    long beginNs = ENTRIES.get(0).startNs();
    TraceEntry entry = ENTRIES.get(400).living(LIFE_NS);

    TraceEntry faster = new TimeScale(10, 2).changed(entry, beginNs);

    assertThat(faster.startNs() - beginNs)
        .isEqualTo(Math.round((entry.startNs() - beginNs) / 10.0));
    assertThat(faster.lifetimeNs()).isEqualTo(LIFE_NS / 2);
    assertThat(faster.startingAt(entry.startNs()).living(LIFE_NS).lasting(entry.durationNs()))
        .isEqualTo(entry);
  }

  @Test
  void onlyWhatIsHeldLastsShorter() {
    for (TraceEntry entry : ENTRIES) {
      TraceEntry slower = new TimeScale(0.5, 1).changed(entry.lasting(1_000), 0);
      assertThat(slower.durationNs())
          .as(entry.toString())
          .isEqualTo(entry.traffic() == TrafficClass.STREAM ? 2_000 : 1_000);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.3, 1, 3, 1e6})
  void theOrderStaysAndNothingOverflows(double speed) {
    TimeScale scale = new TimeScale(speed, speed);
    long beginNs = ENTRIES.get(0).startNs();
    long lastNs = beginNs;
    for (TraceEntry entry : ENTRIES) {
      TraceEntry changed = scale.changed(entry, beginNs);
      assertThat(changed.startNs()).isGreaterThanOrEqualTo(lastNs);
      assertThat(changed.lifetimeNs() == TraceEntry.UNKNOWN)
          .isEqualTo(entry.lifetimeNs() == TraceEntry.UNKNOWN);
      lastNs = changed.startNs();
    }
  }
}
