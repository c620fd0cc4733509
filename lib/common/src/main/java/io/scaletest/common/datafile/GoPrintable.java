package io.scaletest.common.datafile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Go's {@code strconv.IsPrint} above ASCII, from a table that a Go program wrote; loaded at its
 * first use, which ASCII-only runs never make.
 */
final class GoPrintable {
  private static final String TABLE = "go-printable.txt";

  /**
   * First code point of each run, then the first one behind it: so ascending, and a code point is
   * printable when an odd number of elements is at or below it.
   */
  private static final int[] BOUNDARIES = read();

  private GoPrintable() {}

  /** Returns whether Go prints {@code codePoint}, at least 0x80, as it is. */
  static boolean isPrintable(int codePoint) {
    int index = Arrays.binarySearch(BOUNDARIES, codePoint);
    int atOrBelow = index >= 0 ? index + 1 : -(index + 1);
    return (atOrBelow & 1) == 1;
  }

  private static int[] read() {
    int[] boundaries = new int[2048];
    int size = 0;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                GoPrintable.class.getResourceAsStream(TABLE), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("#")) {
          continue;
        }
        int dash = line.indexOf('-');
        boundaries[size++] = Integer.parseInt(line, 0, dash, 16);
        boundaries[size++] = Integer.parseInt(line, dash + 1, line.length(), 16) + 1;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOf(boundaries, size);
  }
}
