package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report through its jar: exit statuses, and files as the original Go tools wrote them. */
@SideBySide
class ReportIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  /** What the report said. */
  private record Said(int status, String out, String err) {}

  private Said report(String... arguments) {
    try (ToolProcess report = ToolProcess.jar("report", arguments).directory(folder).start()) {
      int status = report.awaitExit(LIMIT);
      return new Said(status, report.stdout(), report.stderr());
    }
  }

  /** Creates of 5 ms at 100/s for 10 s, and after so many seconds none succeeds any more. */
  private Path rows(String runId, int minute, int soundSeconds, int milliseconds)
      throws IOException {
    var rows = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      String error = i / 100 < soundSeconds ? "" : "dial tcp [::1]:6443: connection refused";
      rows.append(
          "2026-11-29 05:%02d:%02d.%03d,2026-11-29 05:%02d:%02d.%03d,create,\"%s-%04d\",\"%s\"%n"
              .formatted(
                  minute,
                  i / 100,
                  i % 100 * 9,
                  minute,
                  i / 100,
                  i % 100 * 9 + milliseconds,
                  runId,
                  i + 1,
                  error));
    }
    return Files.writeString(folder.resolve(runId + "-driver.csv"), rows);
  }

  @Test
  void theStatusIsTheAnswer() throws IOException {
    rows("sound", 1, 10, 5);
    Path slo = folder.resolve("slo.yaml");
    Files.writeString(slo, "objectives: [{series: create.service, percentile: 50, max: 2ms}]\n");

    Said met = report("sound-driver.csv", "-json", "out.json", "-junit", "out.xml", "-csv", "csv");
    assertThat(met.status).as(met.err).isZero();
    assertThat(met.out)
        .contains("1,000 creates in 9.9 s, 0 failed", "create.service p99  MET")
        .contains("no summary and no intended times");
    assertThat(Files.readString(folder.resolve("out.json"))).contains("\"scaletest-report\"");
    assertThat(folder.resolve("out.xml")).isNotEmptyFile();
    assertThat(folder.resolve("csv/heat.csv")).isNotEmptyFile();

    assertThat(report("sound-driver.csv", "-slo", "slo.yaml").status).isEqualTo(1);
    assertThat(report("-strict", "sound-driver.csv").status).isEqualTo(3);
    rows("outage", 3, 6, 5);
    assertThat(report("outage-driver.csv").status).isEqualTo(3);
    assertThat(report("outage-driver.csv").out).contains("INVALID: ", "no request succeeded for");

    Said none = report("slo.yaml");
    assertThat(none.status).isEqualTo(4);
    assertThat(none.err).isEqualTo("report: no file of a run among slo.yaml\n");
    assertThat(report("missing").status).isEqualTo(4);
    assertThat(report().status).isEqualTo(2);
    Files.writeString(slo, "objectives: [{errors: few}]\n");
    Said usage = report("sound-driver.csv", "-slo", "slo.yaml");
    assertThat(usage.status).isEqualTo(2);
    assertThat(usage.err).contains("objective 1: errors: must be a number from 0 up, got few");
    assertThat(report("sound-driver.csv", "-json", "no/such/folder.json").status).isEqualTo(74);
  }

  @Test
  void setsOfRunsAreComparedAndOrdered() throws IOException {
    for (int i = 0; i < 10; i++) {
      rows((i % 2 == 0 ? "a" : "b") + i, i, 10, i % 2 == 0 ? 50 + i % 3 : 70 + i % 3);
    }
    String[] compare = {
      "compare",
      "-json",
      "-",
      "a0-driver.csv",
      "a2-driver.csv",
      "a4-driver.csv",
      "a6-driver.csv",
      "a8-driver.csv",
      "--",
      "b1-driver.csv",
      "b3-driver.csv",
      "b5-driver.csv",
      "b7-driver.csv",
      "b9-driver.csv"
    };

    Said worse = report(compare);

    assertThat(worse.status).as(worse.err).isEqualTo(1);
    assertThat(worse.out).contains("\"answer\":\"WORSE\"", "slower at create.service p50");
    assertThat(report("compare", "a0-driver.csv").status).isEqualTo(2);
    assertThat(report("compare", "a0-driver.csv", "--", "b1-driver.csv").status).isEqualTo(4);
    Said plan = report("compare", "-plan", ".");
    assertThat(plan.status).isZero();
    assertThat(plan.out).contains("create.service p50: ", " to find 5 % in 80 % of the cases");
    Said trend = report("trend", ".");
    assertThat(trend.status).as(trend.err).isZero();
    assertThat(trend.out).startsWith("10 runs\n").contains("no change");
    assertThat(report("trend", "-html", "trend.html", ".").status).isZero();
    assertThat(folder.resolve("trend.html")).content().contains("\"schema\":\"scaletest-trend\"");
  }
}
