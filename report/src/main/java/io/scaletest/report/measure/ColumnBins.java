package io.scaletest.report.measure;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Values in bins for each column of a {@link TimeGrid}: 4 KB a column with values. One thread. */
final class ColumnBins implements TimeGrid.Columns {
  private Cell[] cells = new Cell[16];

  /** The values of one column. Few have negative ones. */
  private static final class Cell {
    private final int[] positive = new int[Bins.COUNT];
    private int[] negative = new int[0];
    private long maxNs = Long.MIN_VALUE;

    void add(int bin, int count, long ns) {
      if (bin >= 0) {
        positive[bin] += count;
      } else {
        if (negative.length == 0) {
          negative = new int[Bins.COUNT];
        }
        negative[-1 - bin] += count;
      }
      maxNs = Math.max(maxNs, ns);
    }

    void addAll(Cell other) {
      for (int i = 0; i < Bins.COUNT; i++) {
        positive[i] += other.positive[i];
      }
      for (int i = 0; i < other.negative.length; i++) {
        if (other.negative[i] > 0) {
          add(-1 - i, other.negative[i], Long.MIN_VALUE);
        }
      }
      maxNs = Math.max(maxNs, other.maxNs);
    }

    BinCounts counts() {
      var bins = new int[2 * Bins.COUNT];
      var counts = new long[2 * Bins.COUNT];
      int length = 0;
      for (int i = negative.length - 1; i >= 0; i--) {
        if (negative[i] > 0) {
          bins[length] = -1 - i;
          counts[length++] = negative[i];
        }
      }
      for (int i = 0; i < Bins.COUNT; i++) {
        if (positive[i] > 0) {
          bins[length] = i;
          counts[length++] = positive[i];
        }
      }
      return BinCounts.of(Arrays.copyOf(bins, length), Arrays.copyOf(counts, length), maxNs);
    }
  }

  /** Adds values to a column, all of the same bin and at most {@code ns}. */
  void add(int column, int bin, int count, long ns) {
    if (column >= cells.length) {
      cells = Arrays.copyOf(cells, Math.max(column + 1, cells.length * 2));
    }
    Cell cell = cells[column];
    if (cell == null) {
      cell = new Cell();
      cells[column] = cell;
    }
    cell.add(bin, count, ns);
  }

  @Override
  public void shift(int added) {
    var shifted = new Cell[cells.length + added];
    System.arraycopy(cells, 0, shifted, added, cells.length);
    cells = shifted;
  }

  @Override
  public void merge(boolean odd) {
    var merged = new Cell[cells.length / 2 + 1];
    for (int i = 0; i < cells.length; i++) {
      int into = (odd ? i + 1 : i) / 2;
      if (cells[i] != null && merged[into] != null) {
        merged[into].addAll(cells[i]);
      } else if (cells[i] != null) {
        merged[into] = cells[i];
      }
    }
    cells = merged;
  }

  List<BinCounts> columns(int columns) {
    var counts = new ArrayList<BinCounts>(columns);
    for (int i = 0; i < columns; i++) {
      counts.add(i < cells.length && cells[i] != null ? cells[i].counts() : BinCounts.NONE);
    }
    return counts;
  }
}
