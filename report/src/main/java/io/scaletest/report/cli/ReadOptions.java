package io.scaletest.report.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.common.text.Figures;
import io.scaletest.report.measure.ReadProgress;
import io.scaletest.report.measure.RunAnalysis;
import io.scaletest.report.measure.RunFiles;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.objective.Objectives;
import io.scaletest.report.objective.ObjectivesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of how files are read, and the reading itself. */
final class ReadOptions {
  private static final double MB = 1e6;

  @Option(
      names = {"-slo", "--slo"},
      paramLabel = "<file>",
      description =
          "Objectives as YAML, instead of SIG Scalability's (writes of one object p99 <= 1s) and at"
              + " most 1 %% of errors.")
  private Path objectives;

  /**
   * Returns what the files come to, with a progress line on standard error meanwhile.
   *
   * @throws ToolException with {@link ReportExit#UNREADABLE} where a file cannot be read, or none
   *     is of a run
   */
  Report read(List<Path> paths) {
    Objectives held = objectives();
    RunFiles.Grouped grouped = group(paths);
    if (grouped.runs().isEmpty()) {
      throw new ToolException(ReportExit.UNREADABLE, "no file of a run among " + words(paths));
    }
    long bytes = grouped.runs().stream().mapToLong(RunFiles::bytes).sum();
    var progress = new ReadProgress();
    Ticker ticker = Ticker.system();
    long startNs = ticker.nanos();
    var runs = new ArrayList<RunResult>();
    ProgressLine line =
        ProgressLine.start(
            "report",
            () -> fields(progress, bytes, ticker.nanos() - startNs),
            TerminalLine.ofStandardError(),
            ticker);
    try (line) {
      for (RunFiles files : grouped.runs()) {
        runs.add(RunAnalysis.of(files, held, progress));
      }
    }
    return new Report(BuildVersion.of(ReadOptions.class), runs, grouped.strangers());
  }

  private static List<String> fields(ReadProgress progress, long bytes, long elapsedNs) {
    double seconds = Math.max(elapsedNs / 1e9, 1e-3);
    return List.of(
        Figures.figure(progress.bytes() / MB) + "/" + Figures.figure(bytes / MB) + " MB",
        Figures.count(progress.rows()) + " rows",
        Figures.count(Math.round(progress.rows() / seconds)) + " rows/s");
  }

  private static RunFiles.Grouped group(List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new ToolException(ReportExit.UNREADABLE, path + ": no such file or folder");
      }
      if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
        throw new ToolException(
            ReportExit.UNREADABLE, path + ": must be a file or folder, which can be read twice");
      }
      if (!Files.isReadable(path)) {
        throw new ToolException(ReportExit.UNREADABLE, path + ": permission denied");
      }
    }
    try {
      return RunFiles.group(paths);
    } catch (IOException e) {
      throw new ToolException(ReportExit.UNREADABLE, "cannot be read: " + IoReason.of(e), e);
    }
  }

  private static String words(List<Path> paths) {
    return String.join(" ", paths.stream().map(Path::toString).toList());
  }

  private Objectives objectives() {
    if (objectives == null) {
      return ObjectivesFile.builtIn();
    }
    try {
      return ObjectivesFile.parse(Files.readString(objectives));
    } catch (IOException e) {
      throw new ToolException(
          ReportExit.UNREADABLE, "slo: " + objectives + ": " + IoReason.of(e), e);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("slo: " + objectives + ": " + e.getMessage());
    }
  }
}
