package io.scaletest.hollownode.pools;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.text.DurationText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads measured durations from a text file with one a line, as Go spells them ({@code 1m30s});
 * empty lines and those that begin with {@code #} do not count.
 */
final class TraceFile {
  /** Ten million are 80 MB; a sample of them serves as well. */
  private static final int MOST_DURATIONS = 10_000_000;

  private static final int FIRST_CAPACITY = 1_024;

  private final Path path;
  private final long[] durationsNs;

  private TraceFile(Path path, long[] durationsNs) {
    this.path = path;
    this.durationsNs = durationsNs;
  }

  /**
   * Reads a trace.
   *
   * @throws IllegalArgumentException with file, line and rule
   */
  static TraceFile read(Path path) {
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      long[] durationsNs = new long[FIRST_CAPACITY];
      int n = 0;
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
          continue;
        }
        if (n == MOST_DURATIONS) {
          throw new IllegalArgumentException(
              path + ": must have at most " + MOST_DURATIONS + " durations");
        }
        if (n == durationsNs.length) {
          durationsNs = Arrays.copyOf(durationsNs, 2 * n);
        }
        durationsNs[n++] = durationNs(path, number, text);
      }
      if (n == 0) {
        throw new IllegalArgumentException(path + ": must have at least one duration");
      }
      return new TraceFile(path, Arrays.copyOf(durationsNs, n));
    } catch (IOException e) {
      throw new IllegalArgumentException(path + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static long durationNs(Path path, int number, String text) {
    String place = path + ":" + number;
    long ns;
    try {
      ns = DurationText.parse(text).toNanos();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage() + ", got " + text, e);
    }
    if (ns < 0) {
      throw new IllegalArgumentException(place + ": must be at least 0, got " + text);
    }
    return ns;
  }

  int size() {
    return durationsNs.length;
  }

  long durationNs(int i) {
    return durationsNs[i];
  }

  @Override
  public String toString() {
    return path + " (" + durationsNs.length + " durations)";
  }
}
