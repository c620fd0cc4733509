package io.scaletest.report.measure;

import io.scaletest.report.input.RequestRow;
import io.scaletest.report.model.Counts;
import io.scaletest.report.model.TimeAxis;
import java.util.ArrayList;
import java.util.List;

/**
 * When requests succeeded, in columns finer than a plot's: 250 ms in runs of up to 20 minutes.
 * Finds the times in which none did although something was due or in flight. One thread.
 */
final class Pulse {
  private static final int COLUMNS_MAX = 4_800;
  private static final long SILENT_MS_MIN = 1_000;

  private final TimeGrid grid = new TimeGrid(COLUMNS_MAX);
  private final ColumnCounts due = grid.add(new ColumnCounts());
  private final ColumnCounts over = grid.add(new ColumnCounts());
  private final ColumnCounts succeeded = grid.add(new ColumnCounts());

  /** A time without any success. */
  record Silence(long fromEpochMs, long toEpochMs) {
    double seconds() {
      return (toEpochMs - fromEpochMs) / 1e3;
    }
  }

  /**
   * Adds a request.
   *
   * @param dueEpochMs when it was due, or where that is unknown sent
   */
  void add(RequestRow row, long dueEpochMs) {
    grid.cover(dueEpochMs);
    grid.cover(row.afterEpochMs());
    due.increment(grid.at(dueEpochMs));
    int column = grid.at(row.afterEpochMs());
    over.increment(column);
    if (!row.failed()) {
      succeeded.increment(column);
    }
  }

  /** Returns the times of at least a second without a success. */
  List<Silence> silences() {
    TimeAxis axis = grid.axis();
    Counts dueCounts = due.counts(axis.columns());
    Counts overCounts = over.counts(axis.columns());
    Counts successes = succeeded.counts(axis.columns());
    var silences = new ArrayList<Silence>();
    long waiting = 0;
    int from = 0;
    for (int i = 0; i <= axis.columns(); i++) {
      boolean silent = i < axis.columns() && successes.at(i) == 0 && waiting + dueCounts.at(i) > 0;
      if (!silent) {
        if ((i - from) * axis.widthMs() >= SILENT_MS_MIN) {
          silences.add(new Silence(axis.fromEpochMs(from), axis.fromEpochMs(i)));
        }
        from = i + 1;
      }
      waiting += i < axis.columns() ? dueCounts.at(i) - overCounts.at(i) : 0;
    }
    return silences;
  }
}
