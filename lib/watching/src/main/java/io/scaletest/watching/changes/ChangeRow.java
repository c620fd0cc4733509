package io.scaletest.watching.changes;

import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.wire.time.UtcTime;

/**
 * A line of a logger's data file: {@code dequeueTime,op,"namespace/name",creationTimestamp,
 * queuedAdds,queuedUpdates,queuedDeletes,firstEnqueue,lastEnqueue,diff}. Times are UTC.
 *
 * <p><i>Source:</i> contract, "cm-logger"; flunder-logger's file lacks the last column.
 *
 * @param creationEpochSecond the server's creation time; {@link ObjectState#NO_TIME} for a deleted
 *     object
 */
public record ChangeRow(
    long dequeueEpochMs,
    Op op,
    String key,
    long creationEpochSecond,
    int queuedAdds,
    int queuedUpdates,
    int queuedDeletes,
    long firstEnqueueEpochMs,
    long lastEnqueueEpochMs,
    Diff diff) {

  /** Written where there is no creation time: 2000-01-01 00:00:00 UTC. */
  private static final long NO_CREATION_EPOCH_SECOND = 946_684_800L;

  /** What the worker saw, compared with what it had seen before. */
  public enum Op {
    CREATE("create"),
    UPDATE("update"),
    DELETE("delete");

    private final String text;

    Op(String text) {
      this.text = text;
    }
  }

  /** How the state differs from the one last seen; the numbers are the contract's. */
  public enum Diff {
    NOT_COMPARED('0'),
    SAME('2'),
    DIFFERENT('3');

    private final char text;

    Diff(char text) {
      this.text = text;
    }
  }

  /** Returns the line's format, with or without the column {@code diff}. */
  public static RowFile.Format<ChangeRow> format(boolean diffColumn) {
    return (target, row) -> row.append(target, diffColumn);
  }

  private void append(StringBuilder target, boolean diffColumn) {
    UtcTime.appendMillis(target, dequeueEpochMs);
    target.append(',').append(op.text).append(',');
    GoQuote.append(target, key);
    target.append(',');
    long creation =
        creationEpochSecond == ObjectState.NO_TIME ? NO_CREATION_EPOCH_SECOND : creationEpochSecond;
    UtcTime.appendSeconds(target, creation * 1_000);
    target.append(',').append(queuedAdds);
    target.append(',').append(queuedUpdates);
    target.append(',').append(queuedDeletes).append(',');
    UtcTime.appendMillis(target, firstEnqueueEpochMs);
    target.append(',');
    UtcTime.appendMillis(target, lastEnqueueEpochMs);
    if (diffColumn) {
      target.append(',').append(diff.text);
    }
    target.append('\n');
  }
}
