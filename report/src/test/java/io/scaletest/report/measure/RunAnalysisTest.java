package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with known contents, and what must come of them. */
class RunAnalysisTest {
  private static final long START = SyntheticRun.time("2026-11-29T05:23:23Z");
  private static final double MS = 1e6;

  @TempDir private Path folder;

  @Test
  void percentilesAreThoseOfTheRows() throws IOException {
    var run = new SyntheticRun("known");
    for (int i = 1; i <= 1_000; i++) {
      run.request(START + i * 10L, START + i * 10L + i, "create", i, "");
    }

    RunResult result = run.result(folder);

    Series service = result.series(SeriesName.Quantity.SERVICE, "create").orElseThrow();
    assertThat(service.total().count()).isEqualTo(1_000);
    assertThat(service.total().minNs().orElseThrow() / MS).isCloseTo(1, within(0.001));
    assertThat(service.total().maxNs().orElseThrow() / MS).isCloseTo(1_000, within(1.0));
    assertThat(percentileMs(service, 50)).isCloseTo(500, within(1.0));
    assertThat(percentileMs(service, 90)).isCloseTo(900, within(1.0));
    assertThat(percentileMs(service, 99)).isCloseTo(990, within(1.0));
    assertThat(service.total().percentile(99.9)).as("one sample beyond").isEmpty();
    assertThat(service.placedAt()).isEqualTo(Series.Placement.SENT);
    assertThat(service.sum().total()).isEqualTo(1_000);
    OperationResult create = result.operations().get(0);
    assertThat(create.count()).isEqualTo(1_000);
    assertThat(create.achievedPerSecond()).isCloseTo(1_000 / 10.99, within(0.1));
    assertThat(create.offeredPerSecond()).as("no schedule").isEmpty();
    assertThat(result.population().at(result.axis().columns() - 1)).isEqualTo(1_000);
  }

  @Test
  void intendedTimesComeFromRateAndSeedNotFromTheSending() throws IOException {
    int n = 2_000;
    double[] due = SyntheticRun.dueMs(200, n, 7);
    var run = new SyntheticRun("stalled").parameters(200, n, 100, 7);
    for (int i = 1; i <= n; i++) {
      long intended = START + (long) due[i - 1];
      // The client stands still from the fourth second to the sixth.
      boolean held = intended > START + 4_000 && intended < START + 6_000;
      long sent = held ? START + 6_000 : intended;
      run.request(sent, sent + 5, "create", i, "");
    }

    RunResult result = run.result(folder);

    assertThat(result.intendedTimes()).startsWith("from rate and seed");
    Series response = result.series(SeriesName.Quantity.RESPONSE, "create").orElseThrow();
    assertThat(response.placedAt()).isEqualTo(Series.Placement.INTENDED);
    assertThat(response.total().maxNs().orElseThrow() / MS).isCloseTo(2_005, within(30.0));
    Series service = result.series(SeriesName.Quantity.SERVICE, "create").orElseThrow();
    assertThat(service.total().maxNs().orElseThrow() / MS).isCloseTo(5, within(0.01));
    assertThat(result.operations().get(0).offeredPerSecond().orElseThrow())
        .isCloseTo(n * 1e3 / due[n - 1], within(1.0));
    // What was due in the fifth second stands there, and not where it was sent.
    int fifth = (int) ((START + 4_500 - result.axis().startEpochMs()) / result.axis().widthMs());
    assertThat(response.columns().get(fifth).total()).isGreaterThan(20);
    assertThat(reasons(result)).anyMatch(reason -> reason.startsWith("lateness p99"));
  }

  @Test
  void theRateOfCreatesIsThatOfTheTimeInWhichCreatesWereDue() throws IOException {
    int n = 2_000;
    double[] due = SyntheticRun.dueMs(200, n, 7);
    var run = new SyntheticRun("carried").parameters(200, n, 400, 7);
    for (int i = 1; i <= n; i++) {
      long sent = START + (long) due[i - 1];
      // One straggler, and deletes that go on when all creates are over.
      run.request(sent, sent + (i == 1_000 ? 60_000 : 5), "create", i, "");
      run.request(sent + 2_005, sent + 2_010, "delete", i, "");
    }

    OperationResult create = run.result(folder).operations().get(0);

    double offered = create.offeredPerSecond().orElseThrow();
    assertThat(create.achievedPerSecond()).isCloseTo(offered * (n - 1) / n, within(0.2));
    assertThat(create.achievedPerSecond()).isLessThan(offered);
  }

  @Test
  void aServerThatFallsBehindIsNotGivenTheTimeItTakesToCatchUp() throws IOException {
    int n = 2_000;
    double[] due = SyntheticRun.dueMs(200, n, 7);
    var run = new SyntheticRun("overloaded").parameters(200, n, 400, 7);
    for (int i = 1; i <= n; i++) {
      // It answers a hundred a second of two hundred.
      run.request(
          START + (long) due[i - 1],
          START + Math.max((long) due[i - 1] + 5, i * 10L),
          "create",
          i,
          "");
    }

    OperationResult create = run.result(folder).operations().get(0);

    assertThat(create.offeredPerSecond().orElseThrow()).isCloseTo(200, within(10.0));
    assertThat(create.achievedPerSecond()).isCloseTo(100, within(2.0));
  }

  @Test
  void aSeedThatDoesNotFitGivesNoResponseTimes() throws IOException {
    double[] due = SyntheticRun.dueMs(200, 2_000, 7);
    var run = new SyntheticRun("go").parameters(200, 2_000, 100, 8);
    for (int i = 1; i <= 2_000; i++) {
      long sent = START + (long) due[i - 1];
      run.request(sent, sent + 5, "create", i, "");
    }

    RunResult result = run.result(folder);

    assertThat(result.series(SeriesName.Quantity.RESPONSE, "create")).isEmpty();
    assertThat(result.series(SeriesName.Quantity.SERVICE, "create")).isPresent();
    assertThat(result.unknown()).anyMatch(each -> each.contains("do not fit"));
  }

  @Test
  void anOutageIsFoundWhereItWas() throws IOException {
    var run = new SyntheticRun("outage");
    for (int i = 1; i <= 6_000; i++) {
      long sent = START + i * 10L;
      boolean down = sent >= START + 20_000 && sent < START + 25_000;
      run.request(sent, sent + 3, "create", i, down ? "dial tcp: connection refused" : "");
    }

    RunResult result = run.result(folder);

    assertThat(result.status()).isEqualTo(Verdict.Status.INVALID);
    assertThat(reasons(result)).anyMatch(each -> each.startsWith("no request succeeded for 5 s"));
    assertThat(result.disturbances()).hasSize(1);
    assertThat(result.disturbances().get(0).fromEpochMs()).isEqualTo(START + 20_000);
    assertThat(result.disturbances().get(0).toEpochMs()).isEqualTo(START + 25_000);
    assertThat(result.errors()).hasSize(1);
    assertThat(result.errors().get(0).count()).isEqualTo(500);
    assertThat(result.breaksAnObjective()).as("8 % of errors").isTrue();
  }

  @Test
  void lossesDuplicatesAndTheRestAreCountedApart() throws IOException {
    var run = new SyntheticRun("counted");
    for (int i = 1; i <= 100; i++) {
      long sent = START + i * 100L;
      run.request(sent, sent + 5, "create", i, i == 50 ? "timeout" : "");
      if (i != 20) {
        run.change(sent + 8, "create", i, sent);
      }
      if (i == 30) {
        run.change(sent + 9, "update", "counted-30", sent, 1, "2");
        run.change(sent + 10, "update", "counted-30", sent, 2, "3");
        run.change(sent + 11, "create", "other-1", sent, 1, "3");
      }
    }

    var counts = run.result(folder).watchers().get(0).counts();

    assertThat(counts)
        .containsEntry("creates", 99L)
        .containsEntry("missingCreates", 1L)
        .containsEntry("unansweredSeen", 1L)
        .containsEntry("duplicates", 1L)
        .containsEntry("coalesced", 1L)
        .containsEntry("foreign", 1L)
        .containsEntry("outOfOrder", 0L);
  }

  @Test
  void whatIsOlderThanTheLoggerOrOnItsWayAtTheEndIsNoLoss() throws IOException {
    var run = new SyntheticRun("edges");
    for (int i = 1; i <= 100; i++) {
      long sent = START + i * 100L;
      run.request(sent, sent + 5, "create", i, "");
      if (i > 30 && i < 70) {
        run.change(sent + 8, "create", i, sent);
      }
    }

    assertThat(run.result(folder).watchers().get(0).counts()).containsEntry("missingCreates", 0L);
  }

  @Test
  void rowsAreReadAsFarAsTheyAreSound() throws IOException {
    var run = new SyntheticRun("broken");
    for (int i = 1; i <= 10; i++) {
      run.request(START + i, START + i + 5, "create", i, i == 3 ? "a \"quoted\" \\ \u0007" : "");
    }
    Path csv = run.write(folder).resolve("broken-driver.csv");
    String rows = Files.readString(csv);
    Files.writeString(
        csv,
        rows
            + "2026-11-29 05:23:23.999,2026-11-29 05:23:24.001,create,\"broken-11\"\n"
            + "\0\0\0\0\n"
            + "x".repeat(3_000_000)
            + "\n"
            + rows.lines().skip(9).findFirst().orElseThrow().replace("broken-10", "broken-12")
            + "\r\n"
            + "2026-11-29 05:23:24.");

    RunResult result = SyntheticRun.read(folder);

    SourceFile file = result.files().get(0);
    assertThat(file.records()).isEqualTo(11);
    assertThat(file.leftOut())
        .containsExactly(
            "line 11: the fifth column is no quoted error",
            "line 12: holds NUL bytes",
            "line 13: longer than 65536 bytes",
            "line 15: the first column is no time");
    assertThat(result.errors().get(0).text()).isEqualTo("a \"quoted\" \\ \u0007");
    assertThat(result.findings()).extracting(Finding::about).contains("files");
  }

  @Test
  void fuzzedRowsNeverEndTheReading() throws IOException {
    var run = new SyntheticRun("fuzz").parameters(100, 300, 10, 1);
    for (int i = 1; i <= 300; i++) {
      run.request(START + i, START + i + 5, "create", i, i % 7 == 0 ? "é \n \"" : "");
      run.change(START + i + 7, "create", i, START + i);
    }
    run.write(folder);
    var random = new SplittableRandom(11);
    for (String name : List.of("fuzz-driver.csv", "seen.csv", "fuzz-driver.parms")) {
      byte[] sound = Files.readAllBytes(folder.resolve(name));
      for (int round = 0; round < 60; round++) {
        byte[] bytes = sound.clone();
        for (int hits = random.nextInt(1, 40); hits > 0; hits--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
        Files.write(folder.resolve(name), java.util.Arrays.copyOf(bytes, length));
        for (RunFiles files : RunFiles.group(List.of(folder)).runs()) {
          RunAnalysis.of(
              files, io.scaletest.report.objective.ObjectivesFile.builtIn(), new ReadProgress());
        }
      }
      Files.write(folder.resolve(name), sound);
    }
    assertThat(SyntheticRun.read(folder).operations().get(0).count()).isEqualTo(300);
  }

  private static double percentileMs(Series series, double level) {
    Percentile percentile = series.total().percentile(level).orElseThrow();
    assertThat(percentile.ifIndependent().orElseThrow().low() - 1)
        .isLessThanOrEqualTo(percentile.valueNs());
    return percentile.valueNs() / MS;
  }

  private static List<String> reasons(RunResult result) {
    return result.findings().stream().map(Finding::reason).toList();
  }
}
