package io.scaletest.report.cli;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.report.model.Report;
import io.scaletest.report.output.CsvOutput;
import io.scaletest.report.output.JsonOutput;
import io.scaletest.report.output.JunitOutput;
import io.scaletest.report.output.MarkdownOutput;
import io.scaletest.report.output.PerfDataOutput;
import io.scaletest.report.output.TextOutput;
import io.scaletest.report.page.PageOutput;
import io.scaletest.report.plot.PlotFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of what is written of a report, and where to. */
final class OutputOptions {
  @Mixin private DocumentOptions documents = new DocumentOptions();
  @Mixin private MarkdownOption markdown = new MarkdownOption();
  @Mixin private AsciiOption ascii = new AsciiOption();

  @Option(
      names = {"-junit", "--junit"},
      paramLabel = "<file>",
      description = "Write verdict and objectives as JUnit XML. A dash is standard output.")
  private String junit = "";

  @Option(
      names = {"-perfdata", "--perfdata"},
      paramLabel = "<file>",
      description =
          "Write percentiles for perfdash (PerfData v1), which looks for"
              + " APIResponsiveness_load_<time>.json. A dash is standard output.")
  private String perfData = "";

  @Option(
      names = {"-perfdata-server", "--perfdata-server"},
      paramLabel = "<file>",
      description =
          "Write the API server's own latencies between the two scrapes of its metrics for perfdash,"
              + " as clusterloader2's APIResponsivenessPrometheus_simple has them. A dash is standard"
              + " output.")
  private String perfDataServer = "";

  @Option(
      names = {"-csv", "--csv"},
      paramLabel = "<folder>",
      description = "Write the data of every plot as CSV into a folder, which is made.")
  private String csv = "";

  @Option(
      names = {"-plots", "--plots"},
      paramLabel = "<folder>",
      description = "Write each plot into this folder, as SVG and as PNG.")
  private String plots = "";

  @Option(
      names = {"-strict", "--strict"},
      description = "End with 3 where a run is SUSPECT, too, and not only where one is INVALID.")
  private boolean strict;

  boolean strict() {
    return strict;
  }

  /**
   * Writes what the options ask for, and the text to standard output where nothing else goes there.
   *
   * @throws ToolException where something cannot be written
   */
  void write(Report report) {
    documents.write(() -> JsonOutput.of(report), () -> PageOutput.of(report));
    markdown.write(() -> MarkdownOutput.of(report));
    Target.write(junit, () -> JunitOutput.of(report, strict));
    Target.write(perfData, () -> PerfDataOutput.of(report));
    Target.write(perfDataServer, () -> PerfDataOutput.ofServers(report));
    if (!csv.isEmpty()) {
      Path folder = Target.folder(csv);
      for (Map.Entry<String, String> file : CsvOutput.of(report).entrySet()) {
        Target.write(folder.resolve(file.getKey()).toString(), file::getValue);
      }
    }
    writePlots(report);
    if (!documents.takeStandardOutput()
        && !markdown.takesStandardOutput()
        && Stream.of(junit, perfData, perfDataServer).noneMatch(Target::isStandardOutput)) {
      System.out.print(TextOutput.of(report, ascii.isSet()));
    }
  }

  private void writePlots(Report report) {
    if (plots.isEmpty()) {
      return;
    }
    try {
      PlotFiles.write(report, Target.folder(plots));
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT, plots + ": cannot be written: " + IoReason.of(e), e);
    }
  }
}
