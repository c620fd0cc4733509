package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.DriverRows;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.LatencyLog;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.ParameterFile;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.session.OutputFailure;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of one run. All are made together, before the first request that is measured. */
public final class RunFiles implements AutoCloseable {
  private static final String LATENCY_LOG_SUFFIX = "-driver.hlog";

  private final Path parameters;
  private final Path summary;
  private final Path latencies;
  private final DriverRows rows;
  private final LatencyLog log;
  private final OutputFailure failure;

  private RunFiles(
      Path parameters,
      Path summary,
      Path latencies,
      DriverRows rows,
      LatencyLog log,
      OutputFailure failure) {
    this.parameters = parameters;
    this.summary = summary;
    this.latencies = latencies;
    this.rows = rows;
    this.log = log;
    this.failure = failure;
  }

  /**
   * Makes the files, replacing existing ones with a warning, or refusing to.
   *
   * @param faults hears of rows and histograms that cannot be made
   * @param stop requested when a row or histogram cannot be written any more
   * @throws ToolException with the contract's status, if a file cannot be made
   */
  public static RunFiles create(
      RunIdentity run, RunOptions options, Path data, StopSignal stop, FaultHandler faults) {
    OutputFailure failure = new OutputFailure(stop);
    RunId runId = run.runId();
    WallClock clock = run.clock();
    Path parameters = ParameterFile.pathFor(runId);
    Path summary = RunSummary.pathFor(runId.value());
    Path latencies = Path.of(runId.value() + LATENCY_LOG_SUFFIX);
    options.checkReplaceable(parameters, DriverExit.PARAMETER_FILE);
    options.checkReplaceable(data, DriverExit.DATA_FILE);
    options.checkReplaceable(latencies, DriverExit.DATA_FILE);
    options.checkReplaceable(summary, DriverExit.DATA_FILE);
    List<Path> made = new ArrayList<>();
    try {
      made.add(parameters);
      ParameterFile.write(parameters, run.parameters());
      DriverRows rows =
          DriverRows.create(data, DriverExit.DATA_FILE, clock.ticker(), failure, faults);
      made.add(data);
      LatencyLog log = latencyLog(latencies, rows, run, failure, faults);
      return new RunFiles(parameters, summary, latencies, rows, log, failure);
    } catch (ToolException e) {
      deleteAll(made, e);
      throw e;
    }
  }

  /** Makes the log; where it cannot be made, the rows' writer and file are closed, too. */
  private static LatencyLog latencyLog(
      Path path, DriverRows rows, RunIdentity run, OutputFailure failure, FaultHandler faults) {
    try {
      return LatencyLog.create(
          path,
          DriverExit.DATA_FILE,
          run.tool(),
          run.runId().value(),
          run.clock(),
          failure,
          faults);
    } catch (ToolException e) {
      rows.close();
      throw e;
    }
  }

  /** A run that does not begin leaves nothing half-made; links and devices are not ours. */
  private static void deleteAll(List<Path> made, ToolException because) {
    for (Path path : made) {
      try {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(path);
        }
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }

  public Path parameters() {
    return parameters;
  }

  public Path summary() {
    return summary;
  }

  Path latencies() {
    return latencies;
  }

  public DriverRows rows() {
    return rows;
  }

  LatencyLog log() {
    return log;
  }

  /**
   * Does nothing unless a row or histogram could not be written.
   *
   * @throws ToolException if one could not
   */
  void throwIfFailed() {
    failure.throwIfAny();
  }

  /** Writes what is still waiting to be written, and closes. */
  @Override
  public void close() {
    rows.close();
    log.close();
  }
}
