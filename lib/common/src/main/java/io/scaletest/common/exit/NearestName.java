package io.scaletest.common.exit;

import java.util.Collection;
import java.util.Optional;

/** Suggests the known name with the smallest edit distance to a mistyped one. */
public final class NearestName {
  /** More than this many slips of the finger make another word. */
  private static final int MAX_SLIPS = 2;

  /** A word this short is near to too many others. */
  private static final int MIN_LENGTH = 3;

  private NearestName() {}

  /**
   * Returns the first of the {@code names} with the fewest slips between it and {@code written}, if
   * they are few: a character too many, missing, wrong, or two exchanged.
   */
  public static Optional<String> to(String written, Collection<String> names) {
    String nearest = null;
    int fewest = MAX_SLIPS + 1;
    for (String name : names) {
      int slips = slips(written, name);
      if (slips < fewest) {
        fewest = slips;
        nearest = name;
      }
    }
    return written.length() < MIN_LENGTH ? Optional.empty() : Optional.ofNullable(nearest);
  }

  /** The optimal string alignment distance. */
  private static int slips(String from, String to) {
    int[][] slips = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int wrong = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        slips[i][j] =
            Math.min(slips[i - 1][j - 1] + wrong, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        boolean exchanged =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (exchanged) {
          slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
        }
      }
    }
    return slips[from.length()][to.length()];
  }
}
