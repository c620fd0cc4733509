package io.scaletest.common.latency;

import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * One latency, in nanoseconds, between two clocks that may disagree, so that it can come out
 * negative. Negative values are kept: their magnitudes go to a second, mirrored series, whose tag
 * in the histogram log is the name with {@value #NEGATIVE_SUFFIX} behind it.
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
  public record Total(Histogram nonNegative, Histogram negativeMagnitudes) {}

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

  /** Passes both underlying series on: the one of values from 0 up first. */
  void forEachSeries(Consumer<LatencySeries> consumer) {
    consumer.accept(nonNegative);
    consumer.accept(negative);
  }
}
