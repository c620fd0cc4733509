package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.model.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are of which run. */
class RunFilesTest {
  private static final long START = SyntheticRun.time("2026-11-29T05:23:23Z");

  @TempDir private Path folder;

  private void rows(String runId, long from) throws IOException {
    var run = new SyntheticRun(runId);
    for (int i = 1; i <= 30; i++) {
      run.request(from + i * 100L, from + i * 100L + 5, "create", i, "");
    }
    run.write(folder);
  }

  private void summary(String tool, String runId, String start, String end) throws IOException {
    Files.writeString(
        folder.resolve(runId + "-" + tool + ".summary.json"),
        """
        {"schema": "scaletest-summary", "schemaVersion": 1, "tool": "%s", "runId": "%s",
         "start": "%s", "end": "%s"}
        """
            .formatted(tool, runId, start, end));
  }

  private List<String> titles() throws IOException {
    return RunFiles.group(List.of(folder)).runs().stream().map(RunFiles::title).toList();
  }

  @Test
  void driversAtOnceAreOneRunAndAfterEachOtherSeveral() throws IOException {
    rows("run1", START);
    rows("run2", START + 500);
    rows("run0", START + 600_000);

    assertThat(titles()).containsExactly("run1, run2", "run0");
  }

  @Test
  void aLoggerOfAllIsInEachRun() throws IOException {
    rows("run1", START);
    rows("run2", START + 600_000);
    summary("cm-logger", "obj-log", "2026-11-29T05:00:00Z", "2026-11-29T06:00:00Z");

    List<RunFiles> runs = RunFiles.group(List.of(folder)).runs();

    assertThat(runs).hasSize(2);
    assertThat(runs)
        .allMatch(run -> run.of(io.scaletest.report.input.FileKind.SUMMARY).size() == 1);
  }

  @Test
  void withoutDriversRunsAreWhatTheToolsCallSo() throws IOException {
    summary("httperf", "h1", "2026-11-29T05:00:00Z", "2026-11-29T05:01:00Z");
    summary("httperf", "h2", "2026-11-29T05:02:00Z", "2026-11-29T05:03:00Z");
    summary("hollow-node", "h3", "2026-11-29T05:02:30Z", "2026-11-29T05:03:00Z");

    assertThat(titles()).containsExactly("h1", "h2, h3");
  }

  @Test
  void logsAndPagesBesideTheResultsAreNoStrangersUnlessTheyAreNamed() throws IOException {
    rows("run1", START);
    Path log = folder.resolve("run1-cmdriver.log");
    Files.writeString(log, "cmdriver  20.0 s  449 objects\n");
    Files.writeString(
        folder.resolve("out.txt"), "I1129 05:04:03.123456   22967 CmDriver] RunID is run1\n");
    Files.writeString(folder.resolve("run1-report.html"), "<!doctype html>\n<html>");
    Files.writeString(folder.resolve("notes.txt"), "it was slow\n");

    assertThat(RunFiles.group(List.of(folder)).strangers())
        .extracting(SourceFile::path)
        .singleElement()
        .asString()
        .endsWith("notes.txt");
    assertThat(RunFiles.group(List.of(folder, log)).strangers()).hasSize(2);
  }

  @Test
  void rowsAreRowsWhateverTheirFileIsCalled() throws IOException {
    rows("run1", START);
    Files.move(folder.resolve("run1-driver.csv"), folder.resolve("run1.log"));

    assertThat(RunFiles.group(List.of(folder)).strangers()).isEmpty();
    assertThat(titles()).containsExactly("run1");
  }
}
