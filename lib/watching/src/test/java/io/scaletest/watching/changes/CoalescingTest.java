package io.scaletest.watching.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.queue.WorkQueue;
import io.scaletest.watching.reflector.Change;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What rows and counters say when several notifications of one object meet in the queue. The golden
 * files are what the original program made of the same notifications.
 *
 * <p>Their first column is what is notified before a dequeue: {@code a} an addition, {@code u} an
 * update, {@code s} an update that brings the same state again, {@code d} a deletion.
 */
class CoalescingTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final WallClock wallClock =
      WallClock.startingAt(Instant.parse("2026-11-21T12:00:00Z"), ticker);
  private final ChangeMetrics metrics =
      new ChangeMetrics("configmaps", "10.0.0.7", new PrometheusRegistry());
  private final StringBuilder row = new StringBuilder();

  private long version;

  @ParameterizedTest
  @CsvSource({"coalescing.txt,true", "coalescing-no-compare.txt,false"})
  void rowsAndCountersAreTheOriginals(String golden, boolean compare)
      throws IOException, InterruptedException {
    String expected = golden(golden);
    ChangeRecorder recorder = recorder(compare);
    var actual = new StringBuilder();
    for (String line : expected.lines().toList()) {
      String notifications = line.substring(0, line.indexOf(' '));
      notifications.chars().forEach(what -> recorder.note(change((char) what)));
      work(recorder);
      actual.append(told(notifications)).append('\n');
    }
    assertThat(actual.toString()).isEqualTo(expected);
  }

  @Test
  void theVersionSeenIsThatOfTheLatestNotification() {
    ChangeRecorder recorder = recorder(true);
    recorder.note(change('a'));
    recorder.note(change('u'));
    assertThat(metrics.resourceVersion()).isEqualTo(2);
  }

  private ChangeRecorder recorder(boolean compare) {
    return new ChangeRecorder(
        wallClock,
        compare,
        metrics,
        new ChangeLatencies(wallClock),
        change -> ChangeRow.format(true).append(row, change),
        faults);
  }

  private Change change(char what) {
    if (what == 'a' || what == 'u') {
      version++;
    }
    var object =
        new ObjectState(
            "scaletest",
            "o",
            "uid",
            Long.toString(version),
            0,
            ObjectState.NO_TIME,
            ObjectState.NO_TIME,
            version);
    Change.Type type =
        switch (what) {
          case 'a' -> Change.Type.ADDED;
          case 'd' -> Change.Type.DELETED;
          default -> Change.Type.UPDATED;
        };
    return new Change(type, Change.Origin.WATCH, object, Optional.empty(), 0, 0);
  }

  private static void work(ChangeRecorder recorder) throws InterruptedException {
    WorkQueue.Item<String, Notifications> item = recorder.queue().take().orElseThrow();
    recorder.handle(item.key(), item.notes());
    recorder.queue().done(item.key());
  }

  private String told(String notifications) {
    String[] columns = row.toString().strip().split(",", -1);
    row.setLength(0);
    return String.format(
        Locale.ROOT,
        "%-4s %-6s %s,%s,%s diff %s stranges %d duplicates %d updates %d",
        notifications,
        columns[1],
        columns[4],
        columns[5],
        columns[6],
        columns[9],
        metrics.stranges(),
        metrics.duplicates(),
        metrics.updates());
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = CoalescingTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
