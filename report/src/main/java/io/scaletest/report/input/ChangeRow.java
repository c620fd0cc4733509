package io.scaletest.report.input;

import io.scaletest.common.operation.Operation;
import java.util.EnumSet;
import java.util.Set;

/**
 * A row of a logger's data file: {@code dequeueTime,op,"namespace/name",creationTimestamp,
 * queuedAdds,queuedUpdates,queuedDeletes,firstEnqueue,lastEnqueue}, and {@code diff} where the file
 * has it. One object that is filled anew for each row, for one thread.
 */
public final class ChangeRow {
  /** The loggers' {@code diff} of a row whose object is the same as last seen. */
  public static final int DIFF_SAME = 2;

  /** What a watch tells of an object. */
  private static final Set<Operation> CHANGES =
      EnumSet.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE);

  private static final int NO_DIFF = -1;
  private static final int NOT_KNOWN_YET = -2;

  /** Written for a deleted object, which has no creation time: 2000-01-01. */
  private static final long NO_CREATION_EPOCH_MS = 946_684_800_000L;

  private final RowFields fields = new RowFields();
  private long dequeueEpochMs;
  private Operation operation = Operation.CREATE;
  private long nameHash;
  private long creationEpochMs;
  private int adds;
  private int updates;
  private int deletes;
  private long firstEnqueueEpochMs;
  private long lastEnqueueEpochMs;
  private int diff;
  private int columns = NOT_KNOWN_YET;

  /**
   * Reads a line.
   *
   * @return why it is no such row; null where it is one
   */
  public String read(byte[] bytes, int from, int to) {
    fields.start(bytes, from, to);
    dequeueEpochMs = fields.millis();
    if (dequeueEpochMs == RowFields.NO_TIME || !fields.comma()) {
      return "the first column is no time";
    }
    operation = fields.operation();
    if (operation == null || !CHANGES.contains(operation) || !fields.comma()) {
      return "the second column is no operation";
    }
    if (!fields.quoted() || fields.isQuotedEmpty()) {
      return "the third column is no quoted key";
    }
    fields.dropNamespace();
    nameHash = fields.quotedHash();
    if (!fields.comma()) {
      return "nothing follows the third column";
    }
    creationEpochMs = fields.seconds();
    if (creationEpochMs == RowFields.NO_TIME) {
      return "the fourth column is no time";
    }
    return readRest();
  }

  private String readRest() {
    adds = nextNumber();
    updates = nextNumber();
    deletes = nextNumber();
    if ((adds | updates | deletes) < 0) {
      return "the columns five to seven are no counts";
    }
    firstEnqueueEpochMs = fields.comma() ? fields.millis() : RowFields.NO_TIME;
    lastEnqueueEpochMs = fields.comma() ? fields.millis() : RowFields.NO_TIME;
    if (firstEnqueueEpochMs == RowFields.NO_TIME || lastEnqueueEpochMs == RowFields.NO_TIME) {
      return "the columns eight and nine are no times";
    }
    diff = fields.atEnd() ? NO_DIFF : nextNumber();
    if (!fields.atEnd()) {
      return "there is more than ten columns";
    }
    int found = diff == NO_DIFF ? 9 : 10;
    if (columns == NOT_KNOWN_YET) {
      columns = found;
    }
    return columns == found ? null : found + " columns where the first row has " + columns;
  }

  private int nextNumber() {
    return fields.comma() ? fields.number() : -1;
  }

  /** Returns when a worker took the change, on the logger's clock. */
  public long dequeueEpochMs() {
    return dequeueEpochMs;
  }

  /** Returns what the worker saw. */
  public Operation operation() {
    return operation;
  }

  /** Returns a hash of 64 bits of the object's name, without its namespace; never 0. */
  public long nameHash() {
    return nameHash;
  }

  /** Returns whether the row has the object's creation time. */
  public boolean hasCreation() {
    return creationEpochMs != NO_CREATION_EPOCH_MS;
  }

  /** Returns the object's creation time on the server's clock, whole seconds. */
  public long creationEpochMs() {
    return creationEpochMs;
  }

  /** Returns how many notifications the row stands for. */
  public int notifications() {
    return adds + updates + deletes;
  }

  /** Returns how many of them were updates. */
  public int updates() {
    return updates;
  }

  /** Returns when the first of them was queued, on the logger's clock. */
  public long firstEnqueueEpochMs() {
    return firstEnqueueEpochMs;
  }

  /** Returns whether the object is the same as last seen. */
  public boolean isDuplicate() {
    return diff == DIFF_SAME;
  }
}
