package io.scaletest.report.measure;

import io.scaletest.report.model.TimeAxis;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of time of one run while its rows come in, in any order: they begin 250 ms wide and
 * are merged in pairs as soon as there would be too many. One thread.
 */
final class TimeGrid {
  /** What a plot can show. */
  static final int COLUMNS_MAX = 600;

  static final long FIRST_WIDTH_MS = 250;

  private final int columnsMax;
  private final List<Columns> members = new ArrayList<>();
  private long widthMs = FIRST_WIDTH_MS;
  private long first;
  private int columns;

  TimeGrid(int columnsMax) {
    this.columnsMax = columnsMax;
  }

  /** Something with a value in each column. */
  interface Columns {
    /** Makes room for {@code added} empty columns in front. */
    void shift(int added);

    /**
     * Merges pairs of columns.
     *
     * @param odd whether column 0 is the second one of its pair
     */
    void merge(boolean odd);
  }

  /** Adds what follows all changes from now on, and has nothing in the columns that there are. */
  <T extends Columns> T add(T member) {
    members.add(member);
    return member;
  }

  /** Returns the column of a time, in milliseconds since 1970 UTC. */
  int at(long epochMs) {
    long column = Math.floorDiv(epochMs, widthMs) - first;
    return column >= 0 && column < columns ? (int) column : made(epochMs);
  }

  /** Makes sure that a time has a column, which may move all others. */
  void cover(long epochMs) {
    long column = Math.floorDiv(epochMs, widthMs) - first;
    if (column < 0 || column >= columns) {
      made(epochMs);
    }
  }

  private int made(long epochMs) {
    long index = Math.floorDiv(epochMs, widthMs);
    if (columns == 0) {
      first = index;
      columns = 1;
      return 0;
    }
    while (Math.max(index, first + columns - 1) - Math.min(index, first) >= columnsMax) {
      merge();
      index = Math.floorDiv(epochMs, widthMs);
    }
    if (index < first) {
      int added = (int) (first - index);
      members.forEach(member -> member.shift(added));
      columns += added;
      first = index;
    }
    columns = (int) Math.max(columns, index - first + 1);
    return (int) (index - first);
  }

  private void merge() {
    boolean odd = Math.floorMod(first, 2) == 1;
    members.forEach(member -> member.merge(odd));
    long last = Math.floorDiv(first + columns - 1, 2);
    first = Math.floorDiv(first, 2);
    columns = (int) (last - first + 1);
    widthMs *= 2;
  }

  /** Makes columns at least this wide. */
  void widenTo(long ms) {
    while (widthMs < ms) {
      if (columns > 0) {
        merge();
      } else {
        widthMs *= 2;
      }
    }
  }

  TimeAxis axis() {
    return new TimeAxis(first * widthMs, widthMs, columns);
  }
}
