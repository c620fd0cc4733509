package io.scaletest.common.latency;

import org.HdrHistogram.Histogram;

/**
 * One latency, in nanoseconds, of a run: everything since its start, and everything since the last
 * interval of the {@link LatencyLog}.
 *
 * <p>Values keep three significant digits and are never clamped, whatever their size. {@link
 * #record} is wait-free (but for the first value of each power of two, which allocates 8 KiB) and
 * safe for use by many threads; readers never stop writers.
 *
 * <p>Memory: 16 KiB for each power of two in which there are values, so 100 to 200 KiB for a series
 * of API latencies, and 900 KiB for one that has values of every size.
 */
public final class LatencySeries {
  static final int SIGNIFICANT_DIGITS = 3;

  private final String name;
  private final LogLinearCounters counters = new LogLinearCounters();

  /**
   * Returns an empty series.
   *
   * @param name its tag in the histogram log: letters, digits, dots, dashes and underscores
   */
  public LatencySeries(String name) {
    this.name = checkName(name);
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /**
   * Adds one value.
   *
   * @param ns at least 0; use {@link SignedLatencySeries} where clocks may disagree
   * @throws IllegalArgumentException if it is negative
   */
  public void record(long ns) {
    if (ns < 0) {
      throw new IllegalArgumentException("ns: must be >= 0, got " + ns);
    }
    counters.add(ns);
  }

  /** Returns a copy of everything recorded so far. */
  public Histogram total() {
    var total = new Histogram(SIGNIFICANT_DIGITS);
    counters.addTotalTo(total);
    return total;
  }

  /** Ends the interval: adds what was recorded since the last call to {@code target}. */
  void endInterval(Histogram target) {
    counters.endInterval(target);
  }

  /**
   * Returns {@code name} if a series can have it: names are tags in the histogram log and keys in
   * the summary, so only letters, digits, dots, dashes and underscores.
   */
  public static String checkName(String name) {
    boolean valid = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_');
    }
    if (!valid) {
      throw new IllegalArgumentException(
          "name: must be letters, digits, dots, dashes and underscores, got \"" + name + "\"");
    }
    return name;
  }
}
