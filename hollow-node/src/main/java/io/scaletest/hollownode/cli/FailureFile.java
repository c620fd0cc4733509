package io.scaletest.hollownode.cli;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.session.OutputFailure;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.hollownode.failures.FailureRun;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that says what was done to which node on purpose, beside the summary; none where nothing
 * fails, or where there is no summary. {@link #append} does not block; for any thread.
 */
final class FailureFile implements AutoCloseable {
  private static final String SUMMARY_SUFFIX = ".summary.json";
  private static final String SUFFIX = ".failures.csv";

  private final Optional<RowFile<String>> rows;
  private final OutputFailure failure;

  private FailureFile(Optional<RowFile<String>> rows, OutputFailure failure) {
    this.rows = rows;
    this.failure = failure;
  }

  /**
   * Makes the file, if there is to be one.
   *
   * @param wanted whether anything may fail
   * @param stop requested when it cannot be written any more
   * @throws ToolException with {@link CommonExit#OUTPUT} if it cannot be made
   */
  static FailureFile create(
      boolean wanted, RunName name, Ticker ticker, StopSignal stop, FaultHandler faults) {
    OutputFailure failure = new OutputFailure(stop);
    Optional<RowFile<String>> rows =
        name.summary()
            .filter(summary -> wanted)
            .map(
                summary ->
                    RowFile.create(
                        beside(summary),
                        CommonExit.OUTPUT,
                        StringBuilder::append,
                        ticker,
                        failure,
                        faults));
    rows.ifPresent(file -> file.append(FailureRun.header()));
    return new FailureFile(rows, failure);
  }

  private static Path beside(Path summary) {
    String name = summary.getFileName().toString();
    String stem =
        name.endsWith(SUMMARY_SUFFIX)
            ? name.substring(0, name.length() - SUMMARY_SUFFIX.length())
            : name;
    return summary.resolveSibling(stem + SUFFIX);
  }

  /** Appends a line, with its end. */
  void append(String line) {
    rows.ifPresent(file -> file.append(line));
  }

  /** Returns the file's path, if there is one. */
  Optional<Path> path() {
    return rows.map(RowFile::path);
  }

  /**
   * Does nothing unless a row could not be written.
   *
   * @throws ToolException if one could not
   */
  void throwIfFailed() {
    failure.throwIfAny();
  }

  /** Writes what was appended. */
  @Override
  public void close() {
    rows.ifPresent(RowFile::close);
  }
}
