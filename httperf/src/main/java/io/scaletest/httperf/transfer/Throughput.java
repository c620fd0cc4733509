package io.scaletest.httperf.transfer;

import io.scaletest.common.text.Figures;
import java.util.List;

/**
 * Carried against requested throughput of a path, from the first byte to the end of the last
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

  /** What the first requests of two cold JVMs may take longer, which says nothing of the path. */
  private static final double START_UP_S = 0.5;

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
    double carriedShare = (double) carriedBytes / askedBytes;
    return carriedShare < FULL_BELOW_SHARE && (1 - carriedShare) * seconds > START_UP_S;
  }

  /** Returns the lines of the table, at most 79 columns each below a terabyte a second. */
  public List<String> lines() {
    return List.of(
        "throughput: "
            + pair(BYTES_PER_MB, "MB/s")
            + "; the path was "
            + (isFull() ? "full" : "not full"),
        "            " + pair(BITS_PER_GBIT / BITS_PER_BYTE, "Gbit/s"));
  }

  private String pair(double bytesPerUnit, String unit) {
    return Figures.figure(carriedPerSecond() / bytesPerUnit)
        + ' '
        + unit
        + " of "
        + Figures.figure(askedPerSecond() / bytesPerUnit)
        + ' '
        + unit
        + " asked";
  }
}
