package io.scaletest.watching.logger;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.LatencyLog;
import io.scaletest.watching.changes.ChangeLatencies;
import io.scaletest.watching.changes.ChangeRow;
import io.scaletest.watching.files.OutputPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A logger's files while it runs: the rows, and the latencies of each second. */
final class LoggerFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoggerFiles.class);

  private final Optional<RowFile<ChangeRow>> rows;
  private final Optional<LatencyLog> latencyLog;

  private LoggerFiles(Optional<RowFile<ChangeRow>> rows, Optional<LatencyLog> latencyLog) {
    this.rows = rows;
    this.latencyLog = latencyLog;
  }

  /**
   * Makes the files. Without the plan's {@code strict}, one that cannot be made is a warning: as
   * the original, the logger then works without.
   *
   * @throws ToolException with {@link LoggerExit#DATA_FILE}; then none of them is left behind
   */
  static LoggerFiles create(
      LoggerPlan plan,
      WallClock wallClock,
      ChangeLatencies latencies,
      RowFile.FailureListener onFailure,
      FaultHandler faults) {
    OutputPaths paths = plan.files();
    boolean companions = paths.haveCompanions();
    boolean replaced = Files.exists(paths.data());
    Optional<RowFile<ChangeRow>> rows =
        made(
            plan,
            () ->
                RowFile.create(
                    paths.data(),
                    LoggerExit.DATA_FILE,
                    ChangeRow.format(plan.tool().diffColumn()),
                    wallClock.ticker(),
                    onFailure,
                    faults));
    try {
      return new LoggerFiles(
          rows,
          companions && rows.isPresent()
              ? made(plan, () -> latencyLog(plan, wallClock, latencies, onFailure, faults))
              : Optional.empty());
    } catch (ToolException e) {
      rows.ifPresent(RowFile::close);
      if (!replaced) {
        delete(paths.data(), e);
      }
      throw e;
    }
  }

  /** Returns what could be made; empty, with a warning, if it could not and need not be. */
  private static <F> Optional<F> made(LoggerPlan plan, Supplier<F> maker) {
    try {
      return Optional.of(maker.get());
    } catch (ToolException e) {
      if (plan.strict()) {
        throw e;
      }
      LOG.warn("{}; going on without it", e.getMessage());
      return Optional.empty();
    }
  }

  private static LatencyLog latencyLog(
      LoggerPlan plan,
      WallClock wallClock,
      ChangeLatencies latencies,
      RowFile.FailureListener onFailure,
      FaultHandler faults) {
    LatencyLog log =
        LatencyLog.create(
            plan.files().latencies(),
            LoggerExit.DATA_FILE,
            plan.tool().name(),
            plan.files().name(),
            wallClock,
            onFailure,
            faults);
    log.add(
        latencies.notification(),
        "from the client's stamp in the annotation (its wall clock, 1 ms) to the dequeue (ours)");
    log.add(
        latencies.eventRead(),
        "from the client's stamp in the annotation (its wall clock, 1 ms) to the arrival of the"
            + " event's last byte (ours)");
    log.add(latencies.queue(), "from the first enqueue since the last dequeue to the dequeue");
    log.startTicking();
    return log;
  }

  private static void delete(Path path, ToolException because) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /** Takes a row; drops it where there is no file. */
  void append(ChangeRow row) {
    rows.ifPresent(file -> file.append(row));
  }

  /** Returns what became of the rows; empty where there is no file. */
  Optional<RowFile.Stats> rowStats() {
    return rows.map(RowFile::stats);
  }

  /** Writes everything and closes the files. Idempotent. */
  void finish() {
    rows.ifPresent(RowFile::close);
    latencyLog.ifPresent(LatencyLog::close);
  }

  @Override
  public void close() {
    finish();
  }
}
