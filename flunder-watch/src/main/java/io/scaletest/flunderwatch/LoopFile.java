package io.scaletest.flunderwatch;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.session.OutputFailure;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.TimedWatchLoop;
import io.scaletest.watching.loops.TimedWatchLoops;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The data file: made at the start, so that it can be; a row for each watcher at the end. */
final class LoopFile implements AutoCloseable {
  private final Optional<RowFile<String>> rows;

  private final OutputFailure failure;

  private LoopFile(Optional<RowFile<String>> rows, OutputFailure failure) {
    this.rows = rows;
    this.failure = failure;
  }

  static LoopFile create(WatchPlan plan, Ticker ticker, StopSignal stop, FaultHandler faults) {
    var failure = new OutputFailure(stop);
    return new LoopFile(
        plan.dataFile()
            .map(
                path ->
                    RowFile.create(
                        path,
                        FlunderWatchExit.DATA_FILE,
                        (target, row) -> target.append(row).append('\n'),
                        ticker,
                        failure,
                        faults)),
        failure);
  }

  /**
   * Writes the rows and closes the file.
   *
   * @throws ToolException if they could not be written
   */
  void finish(TimedWatchLoops loops) {
    if (rows.isEmpty()) {
      return;
    }
    rows.get().append(header());
    for (TimedWatchLoop loop : loops.all()) {
      rows.get().append(row(loop));
    }
    rows.get().close();
    failure.throwIfAny();
  }

  private static String header() {
    var header = new StringBuilder("watcher,establishUs,events");
    for (LoopCount count : LoopCount.values()) {
      header.append(',').append(count.text());
    }
    return header.toString();
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
    return row.toString();
  }

  @Override
  public void close() {
    rows.ifPresent(RowFile::close);
  }
}
