package io.scaletest.report.model;

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
    Quantity quantity,
    String operation,
    Source valuesFrom,
    Placement placedAt,
    Totals total,
    List<BinCounts> columns) {

  /** What is measured. */
  public enum Quantity {
    /** From the intended time to the answer: what a user waits. */
    RESPONSE("response"),
    /** From sending to the answer. */
    SERVICE("service"),
    /** From the intended time to sending. */
    LATENESS("lateness"),
    /** The part of the lateness for which all streams of the connections were taken. */
    STREAM_WAIT("streamWait"),
    /** From the intended time to the failure. */
    FAILED_RESPONSE("failed.response"),
    /** From sending to the logger's dequeue; two clocks, not corrected by their offset. */
    NOTIFICATION("notification"),
    /** From the logger's first enqueue to its dequeue. */
    QUEUE("queue"),
    /** Of a tool's own; the operation is its name. */
    OTHER("");

    private final String text;

    Quantity(String text) {
      this.text = text;
    }

    /** Returns the word for it, as the tools' latency logs have it. */
    public String text() {
      return text;
    }
  }

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
