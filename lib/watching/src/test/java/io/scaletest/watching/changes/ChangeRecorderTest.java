package io.scaletest.watching.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.queue.WorkQueue;
import io.scaletest.watching.reflector.Change;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChangeRecorderTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();

  private static final Instant START = Instant.parse("2026-11-21T23:59:58.500Z");

  private final ManualTicker ticker = new ManualTicker();
  private final WallClock wallClock = WallClock.startingAt(START, ticker);
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ChangeMetrics metrics = new ChangeMetrics("configmaps", "10.0.0.7", registry);
  private final ChangeLatencies latencies = new ChangeLatencies(wallClock);
  private final StringBuilder file = new StringBuilder();

  private ChangeRecorder recorder(boolean compare) {
    return new ChangeRecorder(wallClock, compare, metrics, latencies, rows(true), faults);
  }

  private Consumer<ChangeRow> rows(boolean diffColumn) {
    RowFile.Format<ChangeRow> format = ChangeRow.format(diffColumn);
    return row -> format.append(file, row);
  }

  /** An object whose client stamps are the times now. */
  private ObjectState object(String name, long version) {
    long nowMs = wallClock.epochMillisAt(ticker.nanos());
    return new ObjectState(
        "scaletest",
        name,
        "uid-" + name,
        Long.toString(version),
        START.getEpochSecond(),
        nowMs,
        version > 1 ? nowMs : ObjectState.NO_TIME,
        version);
  }

  private Change change(Change.Type type, Change.Origin origin, ObjectState object) {
    return new Change(type, origin, object, Optional.empty(), ticker.nanos(), ticker.nanos());
  }

  private Change added(ObjectState object) {
    return change(Change.Type.ADDED, Change.Origin.WATCH, object);
  }

  private Change updated(ObjectState object) {
    return change(Change.Type.UPDATED, Change.Origin.WATCH, object);
  }

  private Change deleted(ObjectState object) {
    return change(Change.Type.DELETED, Change.Origin.WATCH, object);
  }

  private void passMs(long ms) {
    ticker.advance(Duration.ofMillis(ms));
  }

  /** Works off whatever waits. */
  private static void work(ChangeRecorder recorder) {
    WorkQueue<String, Notifications> queue = recorder.queue();
    try {
      while (queue.stats().depth() > 0) {
        var item = queue.take().orElseThrow();
        recorder.handle(item.key(), item.notes());
        queue.done(item.key());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One life with everything that can happen to an object, in the order of the golden file. */
  private void life(ChangeRecorder recorder) {
    ObjectState first = object("a", 1);
    passMs(12);
    recorder.note(added(first));
    passMs(3);
    work(recorder);
    ObjectState second = object("a", 2);
    passMs(20);
    recorder.note(updated(second));
    passMs(5);
    work(recorder);
    recorder.note(updated(second));
    work(recorder);
    passMs(600);
    recorder.note(updated(object("a", 3)));
    passMs(100);
    recorder.note(updated(object("a", 4)));
    passMs(1_000);
    work(recorder);
    recorder.note(deleted(object("a", 5)));
    passMs(1);
    work(recorder);
    recorder.note(added(object("b\"\u00e9", 6)));
    recorder.note(deleted(object("b\"\u00e9", 7)));
    work(recorder);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = ChangeRecorderTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void writesTheContractsRows() throws IOException {
    life(recorder(true));
    assertThat(file.toString()).isEqualTo(golden("rows.csv"));
  }

  @Test
  void leavesTheLastColumnOutForFlunders() throws IOException {
    life(new ChangeRecorder(wallClock, true, metrics, latencies, rows(false), faults));
    assertThat(file.toString()).isEqualTo(golden("rows.csv").replaceAll(",[0-9]\n", "\n"));
  }

  @Test
  void withoutComparisonNothingIsADuplicate() throws IOException {
    life(recorder(false));
    assertThat(file.toString()).isEqualTo(golden("rows.csv").replaceAll(",[0-9]\n", ",0\n"));
    assertThat(metrics.duplicates()).isZero();
    assertThat(metrics.updates()).isEqualTo(2);
  }

  @Test
  void exposesTheContractsMetrics() throws IOException {
    life(recorder(true));
    try (MetricsServer server =
        MetricsServer.start("metricport", 0, CommonExit.USAGE, registry, faults).orElseThrow()) {
      assertThat(scraped(server)).isEqualTo(golden("metrics.txt"));
    }
  }

  /** Returns the lines about ConfigMaps of what a scraper gets. */
  private static String scraped(MetricsServer server) throws IOException {
    var page = URI.create("http://127.0.0.1:" + server.port() + "/metrics").toURL();
    try (InputStream in = page.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.contains("scaletest_configmaps"))
          .collect(Collectors.joining("\n", "", "\n"));
    }
  }

  @Test
  void duplicatesStayOutOfLatenciesAndOtherCounters() {
    ChangeRecorder recorder = recorder(true);
    ObjectState object = object("a", 2);
    recorder.note(added(object));
    work(recorder);
    long before = LatencySummary.of(latencies.notification()).count();
    recorder.note(updated(object));
    recorder.note(updated(object));
    work(recorder);
    assertThat(metrics.duplicates()).isEqualTo(1);
    assertThat(metrics.updates()).isZero();
    assertThat(metrics.stranges()).isZero();
    assertThat(LatencySummary.of(latencies.notification()).count()).isEqualTo(before);
  }

  @Test
  void latenciesRunFromTheStampToTheReadAndToTheDequeue() {
    ChangeRecorder recorder = recorder(true);
    ObjectState object = object("a", 1);
    passMs(30);
    recorder.note(added(object));
    passMs(12);
    work(recorder);
    assertThat(LatencySummary.of(latencies.eventRead()).maxNs().getAsLong() / 1_000_000)
        .isEqualTo(30);
    assertThat(LatencySummary.of(latencies.notification()).maxNs().getAsLong() / 1_000_000)
        .isEqualTo(42);
    assertThat(LatencySummary.of(latencies.queue()).maxNs().getAsLong() / 1_000_000).isEqualTo(12);
  }

  @Test
  void aClockThatIsAheadGivesANegativeLatencyWhichIsKept() {
    ChangeRecorder recorder = recorder(true);
    ObjectState now = object("a", 1);
    var ahead =
        new ObjectState("n", "a", "u", "1", 0, now.createEpochMs() + 50, ObjectState.NO_TIME, 1);
    recorder.note(added(ahead));
    work(recorder);
    assertThat(LatencySummary.of(latencies.notification()).minNs().getAsLong())
        .isBetween(-50_100_000L, -49_900_000L);
    assertThat(latencies.notification().total().negativeMagnitudes().getTotalCount()).isEqualTo(1);
  }

  @Test
  void objectsOlderThanTheWatcherAreNotMeasured() {
    ChangeRecorder recorder = recorder(true);
    recorder.note(change(Change.Type.ADDED, Change.Origin.FIRST_LIST, object("a", 1)));
    work(recorder);
    assertThat(file.toString()).contains(",create,");
    assertThat(LatencySummary.of(latencies.notification()).count()).isZero();
    assertThat(LatencySummary.of(latencies.eventRead()).count()).isZero();
  }

  @Test
  void someoneElsesUpdateHasNoStampOfItsOwn() {
    ChangeRecorder recorder = recorder(true);
    ObjectState stamped = object("a", 2);
    recorder.note(added(stamped));
    work(recorder);
    passMs(10_000);
    var labelled =
        new ObjectState(
            stamped.namespace(),
            stamped.name(),
            stamped.uid(),
            "3",
            stamped.creationEpochSecond(),
            stamped.createEpochMs(),
            stamped.updateEpochMs(),
            99);
    recorder.note(
        new Change(
            Change.Type.UPDATED,
            Change.Origin.WATCH,
            labelled,
            Optional.of(stamped),
            ticker.nanos(),
            ticker.nanos()));
    work(recorder);
    assertThat(metrics.updates()).isEqualTo(1);
    assertThat(LatencySummary.of(latencies.notification()).count()).isEqualTo(1);
    assertThat(LatencySummary.of(latencies.eventRead()).count()).isEqualTo(1);
  }

  @Test
  void countsDequeuesWithNotExactlyOneNotification() {
    ChangeRecorder recorder = recorder(true);
    recorder.note(added(object("a", 1)));
    recorder.note(updated(object("a", 2)));
    recorder.note(added(object("b", 3)));
    work(recorder);
    assertThat(metrics.stranges()).isEqualTo(1);
    assertThat(recorder.creates()).isEqualTo(2);
    assertThat(recorder.deletes()).isZero();
  }
}
