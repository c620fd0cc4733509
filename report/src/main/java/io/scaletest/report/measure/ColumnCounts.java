package io.scaletest.report.measure;

import io.scaletest.report.model.Counts;
import java.util.Arrays;

/** A number for each column of a {@link TimeGrid}. One thread. */
final class ColumnCounts implements TimeGrid.Columns {
  private long[] values = new long[16];

  void increment(int column) {
    if (column >= values.length) {
      values = Arrays.copyOf(values, Math.max(column + 1, values.length * 2));
    }
    values[column]++;
  }

  @Override
  public void shift(int added) {
    var shifted = new long[values.length + added];
    System.arraycopy(values, 0, shifted, added, values.length);
    values = shifted;
  }

  @Override
  public void merge(boolean odd) {
    var merged = new long[values.length / 2 + 1];
    for (int i = 0; i < values.length; i++) {
      merged[(odd ? i + 1 : i) / 2] += values[i];
    }
    values = merged;
  }

  long sum() {
    return Arrays.stream(values).sum();
  }

  Counts counts(int columns) {
    return Counts.of(Arrays.copyOf(values, columns));
  }
}
