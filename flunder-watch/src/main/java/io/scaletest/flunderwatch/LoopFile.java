package io.scaletest.flunderwatch;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.TimedWatchLoop;
import io.scaletest.watching.loops.TimedWatchLoops;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data file: made at the start, so that it can be; a row for each watcher at the end. */
final class LoopFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoopFile.class);

  private final Optional<RowFile<String>> rows;

  private LoopFile(Optional<RowFile<String>> rows) {
    this.rows = rows;
  }

  static LoopFile create(WatchPlan plan, Ticker ticker, StopSignal stop, FaultHandler faults) {
    return new LoopFile(
        plan.dataFile()
            .map(
                path ->
                    RowFile.create(
                        path,
                        FlunderWatchExit.DATA_FILE,
                        (target, row) -> target.append(row).append('\n'),
                        ticker,
                        (failed, written, cause) -> {
                          LOG.error("{} cannot be written: {}", failed, cause.toString());
                          stop.request(CommonExit.OUTPUT);
                        },
                        faults)));
  }

  /** Writes the rows and closes the file. */
  void finish(TimedWatchLoops loops) {
    if (rows.isEmpty()) {
      return;
    }
    rows.get().append(header());
    for (TimedWatchLoop loop : loops.all()) {
      rows.get().append(row(loop));
    }
    rows.get().close();
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
