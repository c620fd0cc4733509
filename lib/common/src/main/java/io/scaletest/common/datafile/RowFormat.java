package io.scaletest.common.datafile;

/**
 * How a row of a file looks. Called by the one writer thread of a {@link RowFile} only, so it may
 * keep state without locks.
 *
 * @param <T> what a producer hands over for a row
 */
@FunctionalInterface
public interface RowFormat<T> {
  /** Appends the text of {@code row} and its line end. */
  void append(StringBuilder target, T row);
}
