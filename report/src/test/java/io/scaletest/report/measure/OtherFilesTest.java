package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.ClockOffset;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.Mark;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.ServerFigure;
import io.scaletest.report.model.ServerSli;
import io.scaletest.report.model.SourceFile;
import io.scaletest.report.output.PerfDataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stands beside rows: summaries, scrapes, rows of many watchers, and what is none of these.
 */
class OtherFilesTest {
  private static final long START = SyntheticRun.time("2026-11-29T05:23:23Z");

  @TempDir private Path folder;

  private void requests(int n) throws IOException {
    var run = new SyntheticRun("beside");
    for (int i = 1; i <= n; i++) {
      run.request(START + i * 10L, START + i * 10L + 8, "create", i, "");
    }
    run.write(folder);
  }

  private static String scrape(int fast, int slow) {
    return """
        # HELP apiserver_request_duration_seconds [STABLE] Response latency
        # TYPE apiserver_request_duration_seconds histogram
        apiserver_request_duration_seconds_bucket{verb="POST",resource="configmaps",subresource="",dry_run="",le="0.005"} %1$d
        apiserver_request_duration_seconds_bucket{verb="POST",resource="configmaps",subresource="",dry_run="",le="0.025"} %2$d
        apiserver_request_duration_seconds_bucket{verb="POST",resource="configmaps",subresource="",dry_run="",le="+Inf"} %2$d
        apiserver_request_duration_seconds_sum{verb="POST",resource="configmaps",subresource="",dry_run=""} %3$s
        apiserver_request_duration_seconds_count{verb="POST",resource="configmaps",subresource="",dry_run=""} %2$d
        etcd_request_duration_seconds_sum{operation="create",type="/registry/configmaps/a\\"b"} %3$s
        etcd_request_duration_seconds_count{operation="create",type="/registry/configmaps/a\\"b"} %2$d
        apiserver_request_duration_seconds_count{verb="POST"
        process_start_time_seconds 1.7e9
        """
        .formatted(fast, fast + slow, fast * 0.004 + slow * 0.02);
  }

  @Test
  void theServersOwnTimeIsThatBetweenTwoScrapes() throws IOException {
    requests(1_000);
    Files.writeString(folder.resolve("z-before.txt"), scrape(500, 500));
    Files.writeString(folder.resolve("a-after.txt"), scrape(1_400, 600));

    RunResult result = SyntheticRun.read(folder);

    assertThat(figure(result, "request POST configmaps count")).isEqualTo(1_000);
    assertThat(figure(result, "request POST configmaps mean")).isCloseTo(5.6, within(0.001));
    assertThat(figure(result, "request POST configmaps p99")).isCloseTo(23, within(0.001));
    assertThat(figure(result, "etcd create /registry/configmaps/a\\\"b mean"))
        .isCloseTo(5.6, within(0.001));
    assertThat(figure(result, "create.service mean, client over server"))
        .isCloseTo(2.4, within(0.01));
  }

  @Test
  void theServersIndicatorsAreThoseBetweenTwoScrapesWithoutWatches() throws IOException {
    requests(100);
    Files.writeString(folder.resolve("before.txt"), scrape(500, 500) + sli("LIST", 10, 0));
    Files.writeString(
        folder.resolve("after.txt"),
        scrape(1_400, 600) + sli("LIST", 100, 10) + sli("POST", 50, 0) + sli("WATCH", 5, 5));

    RunResult result = SyntheticRun.read(folder);

    assertThat(result.serverSlis()).extracting(ServerSli::verb).containsExactly("LIST", "POST");
    ServerSli lists = result.serverSlis().get(0);
    assertThat(lists.scope()).isEqualTo("namespace");
    assertThat(lists.count()).isEqualTo(100);
    // Of 100 the fastest 90 are in the first bucket, to 50 ms.
    assertThat(lists.p50Ms()).isCloseTo(50 * 50 / 90.0, within(0.01));
    assertThat(lists.p99Ms()).isCloseTo(50 + 50 * 9 / 10.0, within(0.01));
    String json = PerfDataOutput.ofServers(new Report("0", List.of(result), List.of()));
    assertThat(json)
        .contains("\"Scope\":\"namespace\"", "\"Verb\":\"LIST\"", "\"Count\":\"100\"")
        .doesNotContain("WATCH");
  }

  private static String sli(String verb, int fast, int slow) {
    return """
        apiserver_request_sli_duration_seconds_bucket{verb="%1$s",resource="pods",scope="namespace",le="0.05"} %2$d
        apiserver_request_sli_duration_seconds_bucket{verb="%1$s",resource="pods",scope="namespace",le="0.1"} %3$d
        apiserver_request_sli_duration_seconds_bucket{verb="%1$s",resource="pods",scope="namespace",le="+Inf"} %3$d
        apiserver_request_sli_duration_seconds_count{verb="%1$s",resource="pods",scope="namespace"} %3$d
        """
        .formatted(verb, fast, fast + slow);
  }

  private static double figure(RunResult result, String name) {
    return result.server().stream()
        .filter(each -> each.name().equals(name))
        .mapToDouble(ServerFigure::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theToolsOwnVerdictCountsAndItsCountsAreHeldAgainstTheRows() throws IOException {
    requests(100);
    Files.writeString(
        folder.resolve("beside-driver.summary.json"),
        """
        {"schema": "scaletest-summary", "schemaVersion": 1, "tool": "cmdriver",
         "toolVersion": "1", "runId": "beside", "start": "2026-11-29T05:23:23Z",
         "end": "2026-11-29T05:23:25Z",
         "verdict": {"status": "INVALID", "findings": [
           {"status": "INVALID", "about": "client", "reason": "own lateness: p99 300 ms"}]},
         "load": {"status": "CARRIED", "text": "CARRIED: 100 of 100 creates/s"},
         "options": {"LAMBDA": 100.0}, "counts": {"creates": 101, "deletes": 0}, "errors": {},
         "latencies": {"block": {"unit": "ns", "count": 30, "min": 1, "p50": 2, "max": 9}}}
        """);

    RunResult result = SyntheticRun.read(folder);

    assertThat(result.status()).isEqualTo(Verdict.Status.INVALID);
    assertThat(result.findings().stream().map(Finding::reason))
        .contains("own lateness: p99 300 ms")
        .anyMatch(reason -> reason.contains("the summaries count 101 requests"));
    assertThat(result.load()).containsExactly("CARRIED: 100 of 100 creates/s");
    assertThat(result.series()).filteredOn(series -> series.operation().equals("block")).hasSize(1);
  }

  @Test
  void watchersWithARowEachAreOne() throws IOException {
    Files.writeString(
        folder.resolve("many.csv"),
        """
        watcher,establishUs,events,relists,notifications,notificationP50Us,notificationMaxUs
        1,500,10,0,10,100,200
        2,,11,1,10,100,-3
        3,x,1,1,1,1,1
        """);

    RunResult result = SyntheticRun.read(folder);

    assertThat(result.watchers().get(0).rows()).isEqualTo(2);
    assertThat(result.watchers().get(0).counts())
        .containsEntry("events", 21L)
        .containsEntry("relists", 1L)
        .containsEntry("establishMaxUs", 500L)
        .containsEntry("notificationMaxUs", 200L)
        .doesNotContainKey("notificationP50Us");
    assertThat(result.files().get(0).leftOut()).containsExactly("line 4: a column is no number");
  }

  @Test
  void failuresOnPurposeAreMarks() throws IOException {
    requests(30);
    Files.writeString(
        folder.resolve("beside-hollow-node.failures.csv"),
        """
        time,node,pool,failure,step,plannedMs,detail,pod
        2026-11-29 05:23:33.115,"gpu-17","gpu",crash,end,60000,"",""
        2026-11-29 05:23:23.114,"gpu-17","gpu",crash,begin,60000,"for 10.0 s",""
        2026-11-29 05:23:
        """);

    RunResult result = SyntheticRun.read(folder);

    assertThat(result.marks())
        .containsExactly(
            new Mark(START + 114, "gpu-17", "crash begin"),
            new Mark(START + 10_115, "gpu-17", "crash end"));
  }

  @Test
  void toolsThatAskedTheServerForItsTimeBoundEachOthersClocks() throws IOException {
    var run = new SyntheticRun("asked");
    for (int i = 1; i <= 200; i++) {
      long sent = START + i * 10L;
      run.request(sent, sent + 3, "create", i, "");
      run.change(sent + 300 + 60, "create", i, sent);
    }
    run.write(folder);
    asked("asked-driver.summary.json", "cmdriver", "asked", 1_000, 1_002);
    asked("seen.summary.json", "cm-logger", "seen", 700, 703);

    RunResult result = SyntheticRun.read(folder);

    ClockOffset clock = result.watchers().get(0).clock().orElseThrow();
    assertThat(clock.proven()).hasValue(new Interval(297, 302));
    assertThat(clock.estimate()).as("60 ms is what notifications take").isEqualTo(clock.proven());
    assertThat(result.clocks()).hasSize(1);
  }

  private void asked(String name, String tool, String runId, int low, int high) throws IOException {
    Files.writeString(
        folder.resolve(name),
        """
        {"schema": "scaletest-summary", "schemaVersion": 1, "tool": "%s", "runId": "%s",
         "clock": {"server": "https://a:6443", "offsetLowMs": %d, "offsetHighMs": %d}}
        """
            .formatted(tool, runId, low, high));
  }

  @Test
  void strangersAreNamed() throws IOException {
    requests(30);
    Files.writeString(folder.resolve("notes.txt"), "Dear diary\n");
    Files.writeString(folder.resolve("half.json"), "{\"schema\": \"scaletest-sum");
    Files.write(folder.resolve("core"), new byte[100_000]);

    List<SourceFile> strangers = RunFiles.group(List.of(folder)).strangers();

    assertThat(strangers)
        .extracting(file -> Path.of(file.path()).getFileName().toString())
        .containsExactly("core", "half.json", "notes.txt");
    assertThat(strangers.get(1).leftOut().get(0)).startsWith("no whole JSON: ");
  }
}
