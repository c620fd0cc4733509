package io.scaletest.player.survey;

import java.util.Arrays;

/**
 * Counts by windows of equal length from the first moment on; the windows grow with the time that
 * they cover, so that there are few. For one thread.
 */
final class WindowCounts {
  private static final int WINDOWS_MAX = 24;
  private static final long FIRST_NS = 1_000_000_000;

  private long windowNs = FIRST_NS;
  private long beginNs = -1;
  private long[] counts = new long[WINDOWS_MAX];
  private int used;

  void add(long atNs) {
    if (beginNs < 0) {
      beginNs = atNs;
    }
    long window = Math.max(0, atNs - beginNs) / windowNs;
    while (window >= WINDOWS_MAX) {
      widen();
      window /= 2;
    }
    counts[(int) window]++;
    used = Math.max(used, (int) window + 1);
  }

  private void widen() {
    long[] merged = new long[WINDOWS_MAX];
    for (int i = 0; i < WINDOWS_MAX; i++) {
      merged[i / 2] += counts[i];
    }
    counts = merged;
    used = (used + 1) / 2;
    windowNs *= 2;
  }

  long windowNs() {
    return windowNs;
  }

  /** Returns the counts by longer windows, such as other counts have come to; they stay so. */
  long[] countsBy(long longerNs) {
    while (windowNs < longerNs) {
      widen();
    }
    return counts();
  }

  /** Returns the counts, up to the last window that has one. */
  long[] counts() {
    return Arrays.copyOf(counts, used);
  }
}
