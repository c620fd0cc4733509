package io.scaletest.common.datafile;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.wire.time.UtcTime;
import java.nio.file.Path;

/**
 * A driver's data file: a line for each request when it completes, {@code
 * before,after,op,"name","error"}, no header. Times are UTC; name and error are quoted as Go's
 * {@code %q} does, so a reader undoes backslash escapes, not doubled quotes.
 *
 * <p><i>Source:</i> contract, "Data CSV". Safe for use by many threads; see {@link RowFile} for
 * what is guaranteed.
 */
public final class DriverRows implements AutoCloseable {
  private final RowFile<Row> file;

  /** One completed request, formatted later. */
  record Row(long beforeEpochMs, long afterEpochMs, String op, String name, String error) {
    static void append(StringBuilder target, Row row) {
      UtcTime.appendMillis(target, row.beforeEpochMs);
      target.append(',');
      UtcTime.appendMillis(target, row.afterEpochMs);
      target.append(',').append(row.op).append(',');
      GoQuote.append(target, row.name);
      target.append(',');
      GoQuote.append(target, row.error);
      target.append('\n');
    }
  }

  private DriverRows(RowFile<Row> file) {
    this.file = file;
  }

  /**
   * Makes the file, replacing an existing one.
   *
   * @param whenUnmakeable the status with which the tool ends if the file cannot be made
   * @param faults takes what formatting a row throws
   * @throws ToolException with {@code whenUnmakeable}
   */
  public static DriverRows create(
      Path path,
      ExitStatus whenUnmakeable,
      Ticker ticker,
      RowFile.FailureListener onFailure,
      FaultHandler faults) {
    return new DriverRows(
        RowFile.create(path, whenUnmakeable, Row::append, ticker, onFailure, faults));
  }

  /**
   * Hands over one completed request.
   *
   * @param beforeEpochMs when it was sent
   * @param afterEpochMs when its answer, or the error, was there
   * @param op {@code create}, {@code update} or {@code delete}
   * @param name the object's name without its namespace
   * @param error empty on success
   */
  public void append(long beforeEpochMs, long afterEpochMs, String op, String name, String error) {
    file.append(new Row(beforeEpochMs, afterEpochMs, op, name, error));
  }

  /** Returns the file's path. */
  public Path path() {
    return file.path();
  }

  /** Returns what became of the rows so far; after {@link #close}, for good. */
  public RowFile.Stats stats() {
    return file.stats();
  }

  /** Writes what was appended and closes the file. */
  @Override
  public void close() {
    file.close();
  }
}
