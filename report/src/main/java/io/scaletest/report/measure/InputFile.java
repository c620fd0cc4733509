package io.scaletest.report.measure;

import io.scaletest.report.input.LeftOut;
import io.scaletest.report.input.ParametersFile;
import io.scaletest.report.input.Sniffed;
import io.scaletest.report.input.SummaryFile;
import io.scaletest.report.model.SourceFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file whose kind is known, with what is small enough to be read at once.
 *
 * @param bytes its length on disk
 * @param parameters of a parameter file
 * @param summary of a summary
 */
record InputFile(
    Path path,
    long bytes,
    Sniffed sniffed,
    Optional<ParametersFile> parameters,
    Optional<SummaryFile> summary,
    LeftOut leftOut) {

  /**
   * Returns the name without its endings: {@code run-driver} of {@code run-driver.summary.json}.
   */
  String stem() {
    String name = String.valueOf(path.getFileName());
    for (String ending : new String[] {".gz", ".summary.json", ".csv", ".hlog", ".parms"}) {
      if (name.endsWith(ending)) {
        name = name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  /**
   * Returns this file as one of a run: rows have names, which have the run's ID in them or not, but
   * parameters and summary beside them say it.
   */
  InputFile ofRun(String runId) {
    return new InputFile(path, bytes, sniffed.withRunId(runId), parameters, summary, leftOut);
  }

  /** Returns the ID of the run that the file is of; empty where it does not tell. */
  String runId() {
    if (summary.isPresent()) {
      return summary.get().tool().runId();
    }
    return parameters.flatMap(ParametersFile::runId).orElse(sniffed.runId());
  }

  /** Returns whether it is a driver's: those decide what a run is. */
  boolean isDriver() {
    return switch (sniffed.kind()) {
      case DRIVER_ROWS, PARAMETERS -> true;
      case SUMMARY -> summary.isPresent() && summary.get().tool().drives();
      default -> false;
    };
  }

  /** Returns the file as it is reported. */
  SourceFile source(long records) {
    return new SourceFile(
        path.toString(), sniffed.kind().text(), records, leftOut.count(), leftOut.named());
  }
}
