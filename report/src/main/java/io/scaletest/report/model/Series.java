package io.scaletest.report.model;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.SeriesName;
import java.util.List;

/**
 * One latency of one operation, in total and over time.
 *
 * @param by whose series it is: {@code driver}, or the name of a logger's files without their
 *     ending
 * @param operation {@code create}, {@code update}, {@code delete}; empty where it is of all
 * @param valuesFrom what the total was made of
 * @param placedAt which moment of a request decides in what column it is
 * @param columns one for each column of the run's axis
 */
public record Series(
    String by,
    SeriesName.Quantity quantity,
    String operation,
    Source valuesFrom,
    Placement placedAt,
    Totals total,
    List<BinCounts> columns) {

  /** Where values come from. */
  public enum Source {
    /** Rows of data files: whole milliseconds. */
    ROWS,
    /** Latency logs: three significant digits. */
    HISTOGRAMS,
    /** A summary's figures alone: no columns have values. */
    SUMMARY
  }

  /** Where a request is put on the time axis. */
  public enum Placement {
    /** When it was due: an outage appears where it was. */
    INTENDED,
    /** When it was sent. */
    SENT,
    /** When it was over: an outage appears behind itself. */
    RECORDED
  }

  public Series {
    columns = List.copyOf(columns);
  }

  /** Returns {@code create.response}, {@code lateness}. */
  public String name() {
    if (operation.isEmpty() || quantity.text().isEmpty()) {
      return operation + quantity.text();
    }
    return operation + "." + quantity.text();
  }

  /** Returns all columns together. */
  public BinCounts sum() {
    return columns.stream().reduce(BinCounts.NONE, BinCounts::plus);
  }
}
