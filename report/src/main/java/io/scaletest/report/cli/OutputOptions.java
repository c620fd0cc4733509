package io.scaletest.report.cli;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.report.model.Report;
import io.scaletest.report.output.JsonOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Options of what is written, and where to. */
final class OutputOptions {
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = {"-json", "--json"},
      paramLabel = "<file>",
      description = "Write everything as JSON, schema scaletest-report. A dash is standard output.")
  private String json = "";

  @Option(
      names = {"-strict", "--strict"},
      description = "End with 3 where a run is SUSPECT, too, and not only where one is INVALID.")
  private boolean strict;

  boolean strict() {
    return strict;
  }

  /** Writes what the options ask for. */
  void write(Report report) {
    writeIfWanted(json, () -> JsonOutput.of(report));
  }

  private static void writeIfWanted(String target, Supplier<String> text) {
    if (target.isEmpty()) {
      return;
    }
    if (target.equals(STANDARD_OUTPUT)) {
      System.out.print(text.get());
      return;
    }
    try {
      Files.writeString(Path.of(target), text.get());
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT, target + ": cannot be written: " + IoReason.of(e), e);
    }
  }
}
