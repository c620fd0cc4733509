package io.scaletest.report.input;

import io.scaletest.common.operation.Operation;

/**
 * A row of a driver's data file, {@code before,after,op,"name","error"}: one object that is filled
 * anew for each row, for one thread.
 */
public final class RequestRow {
  private static final int TEXT_CHARS_MAX = 300;

  private final RowFields fields = new RowFields();
  private long beforeEpochMs;
  private long afterEpochMs;
  private Operation operation = Operation.CREATE;
  private long nameHash;
  private long number;
  private boolean failed;
  private int nameFrom;
  private int nameTo;

  /**
   * Reads a line.
   *
   * @return why it is no such row; null where it is one
   */
  public String read(byte[] bytes, int from, int to) {
    fields.start(bytes, from, to);
    beforeEpochMs = fields.millis();
    if (beforeEpochMs == RowFields.NO_TIME || !fields.comma()) {
      return "the first column is no time";
    }
    afterEpochMs = fields.millis();
    if (afterEpochMs == RowFields.NO_TIME || !fields.comma()) {
      return "the second column is no time";
    }
    operation = fields.operation();
    if (operation == null || !fields.comma()) {
      return "the third column is no operation";
    }
    if (!fields.quoted() || fields.isQuotedEmpty()) {
      return "the fourth column is no quoted name";
    }
    nameHash = fields.quotedHash();
    number = fields.quotedNumber();
    nameFrom = fields.quotedFrom();
    nameTo = fields.quotedTo();
    if (!fields.comma() || !fields.quoted() || !fields.atEnd()) {
      return "the fifth column is no quoted error";
    }
    failed = !fields.isQuotedEmpty();
    return null;
  }

  /** Returns when the request was sent, in milliseconds since 1970 UTC. */
  public long beforeEpochMs() {
    return beforeEpochMs;
  }

  /** Returns when it was answered, or had failed. */
  public long afterEpochMs() {
    return afterEpochMs;
  }

  /** Returns what was asked for. */
  public Operation operation() {
    return operation;
  }

  /** Returns a hash of 64 bits of the object's name, never 0. */
  public long nameHash() {
    return nameHash;
  }

  /** Returns the object's number, from its name's end; -1 where it has none. */
  public long number() {
    return number;
  }

  /** Returns the run's ID, from the object's name. To be called before the next row. */
  public String runId() {
    String name = name();
    return number < 0 ? "" : name.substring(0, name.lastIndexOf('-'));
  }

  /** Returns the object's name, at most 300 characters. To be called before the next row. */
  public String name() {
    return fields.text(nameFrom, nameTo, TEXT_CHARS_MAX);
  }

  /** Returns whether the row has an error. */
  public boolean failed() {
    return failed;
  }

  /** Returns the error's text, at most 300 characters. To be called before the next row. */
  public String error() {
    return fields.text(fields.quotedFrom(), fields.quotedTo(), TEXT_CHARS_MAX);
  }
}
