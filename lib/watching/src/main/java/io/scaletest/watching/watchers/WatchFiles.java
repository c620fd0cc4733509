package io.scaletest.watching.watchers;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.LatencyLog;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.session.OutputFailure;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.watching.files.OutputPaths;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.LoopLatencies;
import io.scaletest.watching.loops.TimedWatchLoop;
import io.scaletest.watching.loops.TimedWatchLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The files of a run: made at the start, so that they can be; latencies each second, a row for each
 * watcher at the end.
 */
final class WatchFiles implements AutoCloseable {
  private static final String HEADER_BEGIN = "watcher,establishUs,events";

  /** Behind the counts, whose columns stay where scripts found them. */
  private static final String HEADER_END =
      ",notifications,notificationMinUs,notificationP50Us,notificationP99Us,notificationMaxUs";

  private final Optional<RowFile<String>> rows;
  private final Optional<LatencyLog> latencyLog;
  private final OutputFailure failure;

  /** None of what is no ordinary file. */
  private final List<Path> made;

  private WatchFiles(
      Optional<RowFile<String>> rows,
      Optional<LatencyLog> latencyLog,
      List<Path> made,
      OutputFailure failure) {
    this.made = made;
    this.rows = rows;
    this.latencyLog = latencyLog;
    this.failure = failure;
  }

  /**
   * Makes the files that are wanted.
   *
   * @throws ToolException with {@link WatchExit#DATA_FILE} if one cannot be made
   */
  static WatchFiles create(
      WatchPlan plan,
      LoopLatencies latencies,
      WallClock wallClock,
      StopSignal stop,
      FaultHandler faults) {
    var failure = new OutputFailure(stop);
    Optional<OutputPaths> beside = plan.files().filter(OutputPaths::haveCompanions);
    Optional<RowFile<String>> rows =
        plan.files()
            .map(
                paths ->
                    RowFile.create(
                        paths.data(),
                        WatchExit.DATA_FILE,
                        (target, row) -> target.append(row).append('\n'),
                        wallClock.ticker(),
                        failure,
                        faults));
    try {
      return new WatchFiles(
          rows,
          beside.map(paths -> latencyLog(paths, plan, latencies, wallClock, failure, faults)),
          beside.map(paths -> List.of(paths.data(), paths.latencies())).orElse(List.of()),
          failure);
    } catch (ToolException e) {
      rows.ifPresent(RowFile::close);
      throw e;
    }
  }

  private static LatencyLog latencyLog(
      OutputPaths paths,
      WatchPlan plan,
      LoopLatencies latencies,
      WallClock wallClock,
      OutputFailure failure,
      FaultHandler faults) {
    LatencyLog log =
        LatencyLog.create(
            paths.latencies(),
            WatchExit.DATA_FILE,
            plan.tool().name(),
            paths.name(),
            wallClock,
            failure,
            faults);
    log.add(
        latencies.notification(),
        "from the client's stamp in the annotation (its wall clock, 1 ms) to when a watcher had"
            + " read the event (ours); of all watchers");
    log.startTicking();
    return log;
  }

  /**
   * Writes the rows and closes the files.
   *
   * @throws ToolException if something could not be written
   */
  void finish(TimedWatchLoops loops) {
    if (rows.isPresent()) {
      rows.get().append(header());
      for (TimedWatchLoop loop : loops.all()) {
        rows.get().append(row(loop));
      }
    }
    close();
    failure.throwIfAny();
  }

  private static String header() {
    var header = new StringBuilder(HEADER_BEGIN);
    for (LoopCount count : LoopCount.values()) {
      header.append(',').append(count.text());
    }
    return header.append(HEADER_END).toString();
  }

  private static String row(TimedWatchLoop loop) {
    var row = new StringBuilder().append(loop.number()).append(',');
    if (loop.establishNs() != TimedWatchLoop.NOT_ESTABLISHED) {
      row.append(TimeUnit.NANOSECONDS.toMicros(loop.establishNs()));
    }
    row.append(',').append(loop.counts().objectEvents());
    for (LoopCount count : LoopCount.values()) {
      row.append(',').append(loop.counts().get(count));
    }
    LatencySummary notifications = loop.notifications();
    row.append(',').append(notifications.count());
    appendUs(row, notifications.minNs());
    appendUs(row, notifications.p50Ns());
    appendUs(row, notifications.p99Ns());
    appendUs(row, notifications.maxNs());
    return row.toString();
  }

  /** Closes the files and deletes those that were made. */
  void discard(ToolException because) {
    close();
    for (Path path : made) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }

  /** Appends whole microseconds, rounded down also below zero; nothing where there is no value. */
  private static void appendUs(StringBuilder row, OptionalLong ns) {
    row.append(',');
    ns.ifPresent(value -> row.append(Math.floorDiv(value, TimeUnit.MICROSECONDS.toNanos(1))));
  }

  @Override
  public void close() {
    rows.ifPresent(RowFile::close);
    latencyLog.ifPresent(LatencyLog::close);
  }
}
