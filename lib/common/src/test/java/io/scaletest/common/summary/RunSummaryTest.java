package io.scaletest.common.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.scaletest.common.clock.ServerOffset;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.common.verdict.ResidentTrend;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSummaryTest {
  private static final Instant START = Instant.parse("2026-03-01T02:07:59.500Z");
  private static final ProcessFacts PROCESS = new ProcessFacts(2.28, 2, 67_108_864, 0.0315, 7);
  private static final MeasuredWindow.Facts WINDOW =
      new MeasuredWindow.Facts(
          0,
          30_012_345_678L,
          new ProcessFacts(1.5, 2, 67_108_864, 0.012, 3),
          120_000_000,
          350_000_000,
          new ResidentTrend(1, List.of(150_000_000L, 160_123_904L)));

  private static final MeasuredWindow.Facts NOTHING =
      new MeasuredWindow.Facts(0, 0, new ProcessFacts(0, 1, 0, 0, 0), 0, 0, ResidentTrend.UNKNOWN);

  @TempDir Path folder;

  @Test
  void jsonIsThePromisedOne() throws IOException {
    assertThat(fullSummary().toJson()).isEqualTo(golden("full.summary.json"));
  }

  @Test
  void jsonOfARunThatDidNothingHasTheSameFields() throws IOException {
    assertThat(emptySummary().toJson()).isEqualTo(golden("empty.summary.json"));
  }

  @Test
  void tableIsThePromisedOne() throws IOException {
    assertThat(fullSummary().render()).isEqualTo(golden("full.table.txt"));
  }

  @Test
  void tableOfARunThatDidNothingIsOneLineAndTheReason() {
    assertThat(emptySummary().render())
        .isEqualTo("flunder-driver r   INVALID   0.0 s\n  ! server: no request was answered\n");
  }

  @Test
  void onlyTheMostFrequentErrorsAreOnTheScreenEachOnOneLine() {
    var errors = new ErrorCounts();
    for (int kind = 0; kind < 8; kind++) {
      for (int i = 0; i <= kind; i++) {
        errors.add("kind\n" + kind);
      }
    }
    RunSummary summary =
        RunSummary.builder("t", "v", "r")
            .period(START, START)
            .verdict(new Judgement().verdict())
            .process(PROCESS)
            .window(WINDOW)
            .errors(errors)
            .build();

    assertThat(summary.render().lines())
        .containsExactly(
            "t r   VALID   0.0 s",
            "8 × kind 7",
            "7 × kind 6",
            "6 × kind 5",
            "5 × kind 4",
            "4 × kind 3",
            "errors of 3 more kinds");
  }

  @Test
  void numbersThatJsonLacksAreNullOrStringsAndStillJson() {
    RunSummary summary =
        RunSummary.builder("t", "v", "r")
            .period(START, START)
            .verdict(new Judgement().verdict())
            .process(PROCESS)
            .window(WINDOW)
            .achievedPerSecond(Double.NaN)
            .option("rate", Double.POSITIVE_INFINITY)
            .build();

    assertThat(summary.toJson())
        .contains("\"achievedPerSecond\" : null")
        .contains("\"rate\" : \"Infinity\"");
    assertThat(JsonTree.object(summary.toJson().getBytes(StandardCharsets.UTF_8))).isPresent();
  }

  @Test
  void writingReplacesTheFileAndLeavesNothingElse() throws IOException {
    Path path = Files.writeString(folder.resolve("r-driver.summary.json"), "old".repeat(10_000));

    fullSummary().write(path);

    assertThat(Files.readString(path)).isEqualTo(fullSummary().toJson());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsStatusOutputAndLeavesNothing() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken"));
    Files.createFile(taken.resolve("inside"));

    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> fullSummary().write(taken))
        .withMessageStartingWith("summary " + taken + " cannot be written: ")
        .satisfies(e -> assertThat(e.status()).isEqualTo(CommonExit.OUTPUT));
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> fullSummary().write(folder.resolve("missing").resolve("x")))
        .withMessageEndingWith("cannot be written: no such file or folder");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(taken);
    }
  }

  @Test
  void anIncompleteSummaryIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> RunSummary.builder("t", "v", "r").period(START, START).build());
  }

  @Test
  void theFileIsNamedAfterTheRun() {
    assertThat(RunSummary.pathFor("0301.0207.0042"))
        .hasToString("0301.0207.0042-driver.summary.json");
  }

  @Test
  void theTableLeavesOutRowsOfNothingAndWhatIsForTheFileOnly() {
    var zeros = new LatencySeries("streamWait");
    zeros.record(0);
    var once = new LatencySeries("lateness");
    once.record(1_000_000);
    RunSummary summary =
        RunSummary.builder("t", "v", "r")
            .period(START, START)
            .verdict(new Judgement().verdict())
            .process(PROCESS)
            .window(WINDOW)
            .count("creates", 1)
            .count("attempts", 1)
            .count("watches", 1)
            .count("events", 1_234_567)
            .forFileOnly("attempts")
            .latency("streamWait", "wait for a stream", LatencySummary.of(zeros))
            .latency("lateness", "lateness, all own", LatencySummary.of(once))
            .latency("ownLateness", "own lateness", LatencySummary.of(once))
            .forFileOnly("ownLateness")
            .build();

    assertThat(summary.render().lines())
        .containsExactly(
            "t r   VALID   0.0 s",
            "  1 create, 1 watch, 1,234,567 events",
            "                   count     min  p50  p90  p99  p99.9     max",
            "lateness, all own      1  1.00ms    –    –    –      –  1.00ms");
    assertThat(summary.toJson()).contains("\"attempts\" : 1", "\"streamWait\"", "\"ownLateness\"");
  }

  private static String tableOf(String label, int samples) {
    var series = new LatencySeries("x");
    for (int i = 1; i <= samples; i++) {
      series.record(i * 123_456L);
    }
    return RunSummary.builder("t", "v", "r")
        .period(START, START)
        .verdict(new Judgement().verdict())
        .process(PROCESS)
        .window(WINDOW)
        .latency("x", label, LatencySummary.of(series))
        .build()
        .render();
  }

  @Test
  void aTableThatIsTooWideDoesWithoutTheColumnsLeastMissed() {
    assertThat(tableOf("server gap between blocks of any", 200))
        .contains("min")
        .contains("p90")
        .doesNotContain("p99.9");
    assertThat(tableOf("server gap between blocks of a longer name", 20_000))
        .contains("p99.9")
        .contains("max")
        .doesNotContain("min");
    assertThat(tableOf("patch averyveryverylongresourcename.of.a.group.example.com/status", 20_000))
        .contains("/status\n")
        .doesNotContain("min");
    for (int length = 1; length < 79; length++) {
      assertThat(tableOf("x".repeat(length), 20_000).lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(79));
    }
  }

  @Test
  void noLineOfTheTableIsWiderThanATerminal() {
    var errors = new ErrorCounts();
    errors.add("no answer within 60000 ms, all of it waiting for a stream ".repeat(4));
    RunSummary summary =
        fullSummaryBuilder()
            .errors(errors)
            .line("pods", "1234567 run, 1234567 pending, ".repeat(5))
            .line("requests", "1")
            .build();

    assertThat(summary.render().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThan(80));
    assertThat(summary.render())
        .contains("  pods      1234567 run")
        .contains("\n            1234567 pending");
  }

  private static RunSummary fullSummary() {
    return fullSummaryBuilder().build();
  }

  private static RunSummary.Builder fullSummaryBuilder() {
    var errors = new ErrorCounts();
    errors.add("rare, \"quoted\"\nüñí");
    errors.add("timeout");
    errors.add("timeout");
    var create = new LatencySeries("create.response");
    for (int i = 1; i <= 3_000; i++) {
      create.record(1_900_000 + i * 1_000L);
    }
    var delete = new LatencySeries("delete.response");
    for (int i = 0; i < 50; i++) {
      delete.record(850L * (i + 1));
    }
    var notification = new SignedLatencySeries("notification");
    notification.record(-2_500_000);
    notification.record(1_250_000_000);
    return RunSummary.builder("cmdriver", "0.1.0", "0301.0207.0042")
        .period(START, START.plusNanos(30_012_345_678L))
        .verdict(
            new Judgement()
                .failures(303, 3_053, "timeout")
                .throttled(1)
                .load(Verdict.Load.of(100.123456, 94.5, "creates", "all streams busy since 12.0 s"))
                .verdict())
        .option("lambda", 100.0)
        .option("n", 3_000)
        .option("seed", 1_772_330_820_000_000_005L)
        .option("clientlb", false)
        .option("kubeconfig", "/home/me/.kube/config")
        .rate(100.123456, 94.5)
        .count("creates", 3_000)
        .count("deletes", 50)
        .count("errors", 3)
        .errors(errors)
        .latency("create.response", "create response time", LatencySummary.of(create))
        .latency("delete.response", "delete response time", LatencySummary.of(delete))
        .latency("notification", "notification latency", LatencySummary.of(notification))
        .latency("none", "never measured", LatencySummary.of(new LatencySeries("none")))
        .process(PROCESS)
        .window(WINDOW)
        .clock(
            Optional.of(
                new ServerOffset(
                    "https://192.0.2.1:6443",
                    new ServerOffset.Bounds(-1_500_000, 700_000),
                    new ServerOffset.Bounds(-1_000_000, 2_250_000),
                    24,
                    0)))
        .file("data", Path.of("0301.0207.0042-driver.csv"))
        .file("latencies", Path.of("0301.0207.0042-driver.hlog"));
  }

  private static RunSummary emptySummary() {
    return RunSummary.builder("flunder-driver", "0.1.0", "r")
        .period(START, START)
        .verdict(new Judgement().samples(0, "no request was answered").verdict())
        .process(new ProcessFacts(0, 1, 0, 0, 0))
        .window(NOTHING)
        .build();
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = RunSummaryTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
