package io.scaletest.fleet.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencyLog;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.common.verdict.ResidentTrend;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.fleet.members.ClockReading;
import io.scaletest.fleet.spec.Role;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergedRunTest {
  private static final Instant START = Instant.parse("2026-11-29T06:20:43.500Z");
  private static final int MEMBERS = 4;
  private static final int VALUES = 5_000;
  private static final String SERIES = "create.service";
  private static final ProcessFacts PROCESS = new ProcessFacts(1.5, 2, 1_000_000, 0.1, 3);

  @TempDir private Path folder;

  /** All that the members recorded, in nanoseconds. */
  private final List<Long> raw = new ArrayList<>();

  @Test
  void percentilesAreThoseOfAllRawDataTogether() throws IOException {
    List<MemberOutcome> members = members(0);

    RunSummary merged = MergedRun.mergeAll(folder, record(members)).get(0);

    long[] sorted = raw.stream().mapToLong(Long::longValue).sorted().toArray();
    LatencySummary of = merged.latencies().get(SERIES).summary();
    assertThat(of.count()).isEqualTo((long) MEMBERS * VALUES);
    assertNear(of.p50Ns().orElseThrow(), sorted[sorted.length / 2 - 1]);
    assertNear(of.p90Ns().orElseThrow(), sorted[sorted.length * 9 / 10 - 1]);
    assertNear(of.p99Ns().orElseThrow(), sorted[sorted.length * 99 / 100 - 1]);
    assertNear(of.p999Ns().orElseThrow(), sorted[sorted.length * 999 / 1_000 - 1]);
    assertNear(of.maxNs().orElseThrow(), sorted[sorted.length - 1]);
    assertNear(of.minNs().orElseThrow(), sorted[0]);
    assertNear(of.meanNs().orElseThrow(), (long) Arrays.stream(sorted).average().orElseThrow());
  }

  /** Three significant digits. */
  private static void assertNear(long value, long exact) {
    assertThat((double) value).isCloseTo(exact, within(exact * 0.001));
  }

  @Test
  void theMergedLogHasEveryValueInOneOfItsSeconds() throws IOException {
    MergedRun.mergeAll(folder, record(members(0)));

    Histogram all = new Histogram(3);
    raw.forEach(all::recordValue);
    Histogram sum = new Histogram(3);
    List<Double> starts = new ArrayList<>();
    HistogramLogReader log = new HistogramLogReader(folder.resolve("x-drivers.hlog").toFile());
    Histogram interval = (Histogram) log.nextIntervalHistogram();
    while (interval != null) {
      assertThat(interval.getTag()).isEqualTo(SERIES);
      starts.add((interval.getStartTimeStamp() - START.toEpochMilli()) / 1e3);
      sum.add(interval);
      interval = (Histogram) log.nextIntervalHistogram();
    }
    log.close();

    assertThat(sum).isEqualTo(all);
    assertThat(starts).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(Files.readString(folder.resolve("x-drivers.hlog")))
        .contains("#Tag create.service: sent to answered\n", "#Unit: ");
  }

  @Test
  void countsAreSummedAndTheLoadIsThatOfAll() throws IOException, MalformedJsonException {
    RunSummary merged = MergedRun.mergeAll(folder, record(members(0))).get(0);

    assertThat(merged.counts())
        .containsEntry("creates", (long) MEMBERS * VALUES)
        .containsEntry("deletes", 0L)
        .containsEntry("errors", 10L * MEMBERS)
        .containsEntry("rows", (long) MEMBERS * VALUES)
        .containsEntry("members", (long) MEMBERS)
        .containsEntry("unfinished", 0L);
    assertThat(merged.errors()).containsEntry("no etcd leader", 10L * MEMBERS);
    assertThat(merged.targetPerSecond()).hasValue(400);
    assertThat(merged.achievedPerSecond()).hasValue(396);
    assertThat(merged.verdict().load().orElseThrow().text())
        .isEqualTo("CARRIED: 396 of 400 creates/s");
    assertThat(merged.verdict().status()).isEqualTo(Verdict.Status.VALID);
    assertThat(merged.process().cpuSeconds()).isEqualTo(6);
    Map<String, Object> json =
        JsonTree.parseObject(Files.readAllBytes(folder.resolve("x-drivers.summary.json")));
    assertThat(JsonTree.string(json, "schema")).isEqualTo("scaletest-summary");
    assertThat(JsonTree.child(json, "counts")).containsEntry("rows", (long) MEMBERS * VALUES);
  }

  @Test
  void aMemberThatWasLostMakesTheRunInvalidAndTheOthersCountStill() throws IOException {
    List<MemberOutcome> members = new ArrayList<>(members(0));
    members.add(outcome(MEMBERS, OptionalInt.empty(), "its pod is gone", clock(0)));

    RunSummary merged = MergedRun.mergeAll(folder, record(members)).get(0);

    assertThat(merged.verdict().status()).isEqualTo(Verdict.Status.INVALID);
    assertThat(merged.verdict().reasons())
        .containsExactly("run: driver 4 was lost, with its results: its pod is gone");
    assertThat(merged.counts())
        .containsEntry("creates", (long) MEMBERS * VALUES)
        .containsEntry("unfinished", 1L);
  }

  /** As of a pod that ends while its results are copied. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"schema\":",
        "[]",
        "{}",
        "{\"start\":1}",
        "{\"start\":\"x\",\"end\":\"y\"}"
      })
  void whatIsNoSummaryCostsNoOtherMembersResults(String text) throws IOException {
    List<MemberOutcome> members = new ArrayList<>(members(0));
    Path own = Files.createDirectories(folder.resolve("members/x-4"));
    Files.writeString(own.resolve("x-4-driver.summary.json"), text);
    members.add(outcome(4, OptionalInt.empty(), "its pod is gone", clock(0)));

    RunSummary merged = MergedRun.mergeAll(folder, record(members)).get(0);

    assertThat(merged.verdict().status()).isEqualTo(Verdict.Status.INVALID);
    assertThat(merged.verdict().reasons())
        .hasSize(2)
        .contains("run: driver 4 was lost, with its results: its pod is gone")
        .anyMatch(reason -> reason.startsWith("run: driver 4: its summary cannot be read: "));
    assertThat(merged.counts())
        .containsEntry("creates", (long) MEMBERS * VALUES)
        .containsEntry("unfinished", 1L);
  }

  @Test
  void aProgramThatWasKilledIsTold() throws IOException {
    List<MemberOutcome> members = new ArrayList<>(members(0));
    Path own = Files.createDirectories(folder.resolve("members/x-4"));
    Files.writeString(
        own.resolve("x-4-driver.csv"),
        "2026-11-29 06:20:43.501,2026-11-29 06:20:43.502,create,\"x-4-1\",\"\"\n2026-11-29 06");
    members.add(outcome(4, OptionalInt.of(137), "", clock(0)));

    RunSummary merged = MergedRun.mergeAll(folder, record(members)).get(0);

    assertThat(merged.verdict().reasons())
        .containsExactly("run: driver 4 ended without a summary with status 137: its last words");
    assertThat(merged.counts()).containsEntry("rows", (long) MEMBERS * VALUES + 1);
  }

  @Test
  void rowsThatAreMissingAreTold() throws IOException {
    List<MemberOutcome> members = members(0);
    Path rows = folder.resolve("members/x-1/x-1-driver.csv");
    List<String> lines = Files.readAllLines(rows);
    Files.write(rows, lines.subList(0, lines.size() - 2));

    RunSummary merged = MergedRun.mergeAll(folder, record(members)).get(0);

    assertThat(merged.verdict().reasons())
        .containsExactly("run: driver 1: 4998 rows for 5000 requests");
  }

  @Test
  void aLateMemberIsTold() throws IOException {
    RunSummary late = MergedRun.mergeAll(folder, record(members(60))).get(0);

    assertThat(late.verdict().status()).isEqualTo(Verdict.Status.SUSPECT);
    assertThat(late.verdict().reasons())
        .containsExactly("run: a driver began 60 ms after the agreed start; the limit is 50 ms");
    assertThat(late.options()).containsEntry("startSpreadMs", 60.0);
  }

  @Test
  void aMemberThatIsASecondLateMakesTheRunInvalid() throws IOException {
    RunSummary late = MergedRun.mergeAll(folder, record(members(1_001))).get(0);

    assertThat(late.verdict().status()).isEqualTo(Verdict.Status.INVALID);
  }

  /** The members' stamps are of their own clocks, which the fleet has compared with its own. */
  @Test
  void aClockThatIsWrongIsNoLateStart() throws IOException {
    List<MemberOutcome> members = new ArrayList<>(members(0).subList(0, MEMBERS - 1));
    member(3, 700, Verdict.Status.VALID);
    members.add(outcome(3, OptionalInt.of(0), "", new ClockReading(700_000_000, 1_000_000)));

    RunSummary merged = MergedRun.mergeAll(folder, record(members)).get(0);

    assertThat(merged.options()).containsEntry("startSpreadMs", 0.0);
    // Less the bounds of both, 1 ms and 0.1 ms: that much is certain.
    assertThat(merged.verdict().reasons())
        .containsExactly(
            "run: the pods' clocks differ by up to 698.9 ms: what is between two pods' stamps is"
                + " wrong by that");
  }

  @Test
  void whatAMemberFoundStandsUnderItsName() throws IOException {
    List<MemberOutcome> members = members(0);
    member(2, 0, Verdict.Status.SUSPECT);

    RunSummary merged = MergedRun.mergeAll(folder, record(members)).get(0);

    assertThat(merged.verdict().reasons()).containsExactly("client: driver 2: it was slow");
  }

  @Test
  void theFleetsRecordReadsAsItWasWritten() throws IOException {
    FleetRecord record = record(members(0));
    record.write(folder);

    assertThat(FleetRecord.read(folder)).isEqualTo(record);
  }

  private static FleetRecord record(List<MemberOutcome> members) {
    return new FleetRecord(
        "x",
        7,
        Optional.of(START),
        OptionalDouble.of(400),
        Optional.of(new ClockReading(5, 60_000_000)),
        members);
  }

  /** Makes the files of all members, of which the last begins so many milliseconds later. */
  private List<MemberOutcome> members(long lastIsLateMs) throws IOException {
    List<MemberOutcome> members = new ArrayList<>();
    for (int number = 0; number < MEMBERS; number++) {
      member(number, number == MEMBERS - 1 ? lastIsLateMs : 0, Verdict.Status.VALID);
      members.add(outcome(number, OptionalInt.of(0), "", clock(0)));
    }
    return members;
  }

  private static ClockReading clock(long offsetNs) {
    return new ClockReading(offsetNs, 100_000);
  }

  private static MemberOutcome outcome(
      int number, OptionalInt exit, String lost, ClockReading clock) {
    return new MemberOutcome(
        Role.DRIVER,
        number,
        "x-" + number,
        "pod-" + number,
        "node",
        exit,
        lost,
        "",
        "its last words",
        Optional.of(clock));
  }

  private void member(int number, long lateMs, Verdict.Status status) throws IOException {
    Path own = Files.createDirectories(folder.resolve("members/x-" + number));
    Instant start = START.plusMillis(lateMs);
    LatencySeries series = new LatencySeries(SERIES);
    ManualTicker ticker = new ManualTicker();
    LatencyLog log =
        LatencyLog.create(
            own.resolve("x-" + number + "-driver.hlog"),
            CommonExit.OUTPUT,
            "cmdriver",
            "x-" + number,
            WallClock.startingAt(start, ticker),
            (path, written, cause) -> {
              throw new AssertionError(cause);
            },
            (where, thrown) -> {
              throw new AssertionError(where, thrown);
            });
    log.add(series, "sent to answered");
    log.start();
    SplittableRandom random = new SplittableRandom(number + 1);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < VALUES; i++) {
      long ns = (long) (5e6 * Math.exp(2 * random.nextDouble() + random.nextDouble()));
      raw.add(ns);
      series.record(ns);
      rows.append("2026-11-29 06:20:43.501,2026-11-29 06:20:43.502,create,\"\",\"\"\n");
      if (i % 1_000 == 999) {
        ticker.advanceNs(1_000_000_000);
        log.tick();
      }
    }
    log.close();
    Files.writeString(own.resolve("x-" + number + "-driver.csv"), rows);
    summary(number, start, status, series)
        .write(own.resolve("x-" + number + "-driver.summary.json"));
  }

  private static RunSummary summary(
      int number, Instant start, Verdict.Status status, LatencySeries series) {
    ErrorCounts errors = new ErrorCounts();
    errors.add("no etcd leader", 10);
    List<Verdict.Finding> findings =
        status == Verdict.Status.VALID
            ? List.of()
            : List.of(new Verdict.Finding(status, Verdict.Side.CLIENT, "it was slow"));
    return RunSummary.builder("cmdriver", "1", "x-" + number)
        .period(start, start.plusSeconds(50))
        .verdict(
            Verdict.of(findings, Optional.of(Verdict.Load.of(100, 99, "creates", "of its own"))))
        .rate(100, 99)
        .count("creates", VALUES)
        .count("deletes", 0)
        .count("errors", 10)
        .errors(errors)
        .latency(SERIES, "create service time", LatencySummary.of(series))
        .process(PROCESS)
        .window(new MeasuredWindow.Facts(0, 50_000_000_000L, PROCESS, 0, 0, ResidentTrend.UNKNOWN))
        .build();
  }
}
