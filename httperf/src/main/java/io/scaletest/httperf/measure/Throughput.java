package io.scaletest.httperf.measure;

import java.util.List;
import java.util.Locale;

/**
 * What a path has carried of what was asked of it, from the first byte to the end of the last
 * request.
 *
 * @param carriedBytes bytes of blocks that came
 * @param askedBytes bytes of blocks that were due in the same time
 */
public record Throughput(long carriedBytes, long askedBytes, double seconds) {
  /**
   * Less than this share of what is asked, and the path, server and client included, was full. What
   * is under way when the run ends is far below the rest.
   */
  private static final double FULL_BELOW_SHARE = 0.95;

  private static final double BYTES_PER_MB = 1e6;
  private static final double BITS_PER_BYTE = 8;
  private static final double BITS_PER_GBIT = 1e9;

  public double carriedPerSecond() {
    return carriedBytes / seconds;
  }

  public double askedPerSecond() {
    return askedBytes / seconds;
  }

  /** Returns whether more was asked than carried: only then the figure is the path's. */
  public boolean isFull() {
    return carriedBytes < askedBytes * FULL_BELOW_SHARE;
  }

  /** Returns the lines of the table, at most 79 columns each below a terabyte a second. */
  public List<String> lines() {
    return List.of(
        String.format(
            Locale.ROOT,
            "throughput: %.1f MB/s of %.1f MB/s asked; the path was %s",
            carriedPerSecond() / BYTES_PER_MB,
            askedPerSecond() / BYTES_PER_MB,
            isFull() ? "full" : "not full"),
        String.format(
            Locale.ROOT,
            "            %.3f Gbit/s of %.3f Gbit/s asked",
            carriedPerSecond() * BITS_PER_BYTE / BITS_PER_GBIT,
            askedPerSecond() * BITS_PER_BYTE / BITS_PER_GBIT));
  }
}
