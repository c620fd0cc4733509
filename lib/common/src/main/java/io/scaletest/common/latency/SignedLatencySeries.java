package io.scaletest.common.latency;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * One latency, in nanoseconds, between two clocks that may disagree, so that it may be negative.
 * Negative values are kept: their magnitudes go to a second, mirrored series, whose tag in the
 * histogram log is the name with {@value #NEGATIVE_SUFFIX} behind it.
 *
 * <p>Cost, precision and thread-safety are those of {@link LatencySeries}; memory is twice that.
 */
public final class SignedLatencySeries {
  static final String NEGATIVE_SUFFIX = ".negative";

  private final LatencySeries nonNegative;
  private final LatencySeries negative;

  /**
   * A copy of everything recorded by some moment.
   *
   * @param nonNegative the values from 0 up
   * @param negativeMagnitudes the values below 0, without their sign
   */
  public record Total(Histogram nonNegative, Histogram negativeMagnitudes) {
    /** Returns the values of a series that has none below 0. */
    public static Total of(Histogram nonNegative) {
      return new Total(nonNegative, new Histogram(LatencySeries.SIGNIFICANT_DIGITS));
    }

    /** Returns how many values there are, of either sign. */
    public long count() {
      return nonNegative.getTotalCount() + negativeMagnitudes.getTotalCount();
    }

    /** Returns the smallest value in nanoseconds, 0 if there is none. */
    public long minNs() {
      if (negativeMagnitudes.getTotalCount() > 0) {
        return -negativeMagnitudes.getMaxValue();
      }
      return nonNegative.getTotalCount() == 0 ? 0 : nonNegative.getMinValue();
    }

    /** Returns the largest value in nanoseconds, 0 if there is none. */
    public long maxNs() {
      if (nonNegative.getTotalCount() > 0 || negativeMagnitudes.getTotalCount() == 0) {
        return nonNegative.getMaxValue();
      }
      return -negativeMagnitudes.getMinNonZeroValue();
    }

    /**
     * Returns how many values are at most {@code ns}, which like every value counts as one of three
     * significant digits.
     */
    public long countAtMost(long ns) {
      return ns < 0
          ? negativeMagnitudes.getCountBetweenValues(-ns, Long.MAX_VALUE)
          : negativeMagnitudes.getTotalCount() + nonNegative.getCountBetweenValues(0, ns);
    }

    /** Returns the mean in nanoseconds, 0 if there are no values. */
    public double meanNs() {
      long count = count();
      if (count == 0) {
        return 0;
      }
      double sumNs =
          nonNegative.getMean() * nonNegative.getTotalCount()
              - negativeMagnitudes.getMean() * negativeMagnitudes.getTotalCount();
      return sumNs / count;
    }

    /**
     * Returns the smallest value in nanoseconds that {@code percentile} percent of all values are
     * at or below, 0 if there are none.
     *
     * @param percentile 0 to 100
     */
    public long atPercentile(double percentile) {
      long rank = Math.max(1, (long) Math.ceil(percentile / 100 * count()));
      long negatives = negativeMagnitudes.getTotalCount();
      if (rank > negatives) {
        return atRank(nonNegative, rank - negatives);
      }
      // The smallest value has the largest magnitude.
      return -atRank(negativeMagnitudes, negatives - rank + 1);
    }

    private static long atRank(Histogram histogram, long rank) {
      long seen = 0;
      for (HistogramIterationValue value : histogram.recordedValues()) {
        seen += value.getCountAddedInThisIterationStep();
        if (seen >= rank) {
          return value.getValueIteratedTo();
        }
      }
      return 0;
    }
  }

  /**
   * Returns an empty series.
   *
   * @param name its tag in the histogram log, so without comma, space or line end
   */
  public SignedLatencySeries(String name) {
    this.nonNegative = new LatencySeries(name);
    this.negative = new LatencySeries(name + NEGATIVE_SUFFIX);
  }

  /** Returns the name. */
  public String name() {
    return nonNegative.name();
  }

  /** Adds one value, of either sign. */
  public void record(long ns) {
    if (ns >= 0) {
      nonNegative.record(ns);
    } else {
      // Negating the smallest long overflows; no latency is 292 years.
      negative.record(-Math.max(ns, -Long.MAX_VALUE));
    }
  }

  /** Returns a copy of everything recorded so far. */
  public Total total() {
    return new Total(nonNegative.total(), negative.total());
  }

  LatencySeries nonNegative() {
    return nonNegative;
  }

  LatencySeries negative() {
    return negative;
  }
}
