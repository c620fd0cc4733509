package io.scaletest.fleet.merge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a data file row by row without making objects of the rows. A last row without its line end,
 * as a killed process leaves it, is none. For one thread.
 */
final class RowReader implements AutoCloseable, Comparable<RowReader> {
  /** Characters of a time: {@code 2026-11-29 06:20:43.123}. */
  private static final int TIME_LENGTH = 23;

  private static final int BUFFER_BYTES = 64 * 1024;

  /** No tool writes longer ones: errors are cut. */
  private static final int ROW_BYTES_MAX = 1 << 20;

  private final Path path;
  private final InputStream file;
  private final int number;
  private final int timeAt;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;
  private int rowStart;
  private int rowEnd;
  private long rows;

  /**
   * @param number decides between rows of one time
   * @param timeAt where in each row the time is that the rows are ordered by
   */
  RowReader(Path path, int number, int timeAt) throws IOException {
    this.path = path;
    this.number = number;
    this.timeAt = timeAt;
    this.file = Files.newInputStream(path);
  }

  /**
   * Goes on to the next row; returns false behind the last one.
   *
   * @throws IOException if the file cannot be read, or a row has no time
   */
  boolean next() throws IOException {
    rowStart = rowEnd;
    int end = lineEnd(rowStart);
    while (end < 0) {
      if (!fill()) {
        return false;
      }
      end = lineEnd(rowStart);
    }
    rowEnd = end + 1;
    rows++;
    if (rowEnd - rowStart < timeAt + TIME_LENGTH + 1) {
      throw new IOException(path + ":" + rows + ": has no time at column " + (timeAt + 1));
    }
    return true;
  }

  private int lineEnd(int from) {
    for (int i = from; i < filled; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean fill() throws IOException {
    int kept = filled - rowStart;
    if (kept == buffer.length) {
      if (kept >= ROW_BYTES_MAX) {
        throw new IOException(path + ":" + (rows + 1) + ": is longer than any row");
      }
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    System.arraycopy(buffer, rowStart, buffer, 0, kept);
    rowStart = 0;
    rowEnd = 0;
    filled = kept;
    int read = file.read(buffer, filled, buffer.length - filled);
    filled += Math.max(0, read);
    return read > 0;
  }

  /** Writes the row, with its line end. */
  void writeTo(OutputStream out) throws IOException {
    out.write(buffer, rowStart, rowEnd - rowStart);
  }

  /** Returns how many rows have been read. */
  long rows() {
    return rows;
  }

  /** Compares the times of the rows, then the numbers. */
  @Override
  public int compareTo(RowReader other) {
    int time =
        Arrays.compare(
            buffer,
            rowStart + timeAt,
            rowStart + timeAt + TIME_LENGTH,
            other.buffer,
            other.rowStart + other.timeAt,
            other.rowStart + other.timeAt + TIME_LENGTH);
    return time != 0 ? time : Integer.compare(number, other.number);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
