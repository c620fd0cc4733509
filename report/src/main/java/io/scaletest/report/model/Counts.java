package io.scaletest.report.model;

import java.util.Arrays;
import java.util.stream.LongStream;

/** A number for each column of a {@link TimeAxis}. Immutable. */
public final class Counts {
  private final long[] values;

  private Counts(long[] values) {
    this.values = values;
  }

  /** Returns the numbers in the order of the columns. */
  public static Counts of(long... values) {
    return new Counts(values.clone());
  }

  /** Returns how many columns there are. */
  public int size() {
    return values.length;
  }

  /** Returns the number of a column. */
  public long at(int column) {
    return values[column];
  }

  /** Returns all numbers, in the order of the columns. */
  public LongStream stream() {
    return Arrays.stream(values);
  }
}
