package io.scaletest.common.latency;

import java.util.OptionalLong;
import java.util.function.DoubleToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * One latency in a few numbers, all in nanoseconds and to three significant digits.
 *
 * <p>A percentile is given only if at least {@value #SAMPLES_ABOVE_PERCENTILE_MIN} samples are
 * expected above it: p50 from 20 samples, p90 from 100, p99 from 1,000, p99.9 from 10,000. With
 * fewer it would be the accident of a handful of requests, and p99.9 of 500 samples is only another
 * name for their maximum.
 *
 * @param count how many samples
 * @param minNs the smallest; empty without samples, like maxNs and meanNs
 * @param p50Ns the median; empty if there are too few samples, like the other percentiles
 * @param meanNs the arithmetic mean, rounded
 */
public record LatencySummary(
    long count,
    OptionalLong minNs,
    OptionalLong p50Ns,
    OptionalLong p90Ns,
    OptionalLong p99Ns,
    OptionalLong p999Ns,
    OptionalLong maxNs,
    OptionalLong meanNs) {
  static final int SAMPLES_ABOVE_PERCENTILE_MIN = 10;

  private static final long P50_SAMPLES_MIN = SAMPLES_ABOVE_PERCENTILE_MIN * 2L;
  private static final long P90_SAMPLES_MIN = SAMPLES_ABOVE_PERCENTILE_MIN * 10L;
  private static final long P99_SAMPLES_MIN = SAMPLES_ABOVE_PERCENTILE_MIN * 100L;
  private static final long P999_SAMPLES_MIN = SAMPLES_ABOVE_PERCENTILE_MIN * 1_000L;

  /** Returns the summary of a histogram of nanoseconds. */
  public static LatencySummary of(Histogram histogram) {
    return of(
        histogram.getTotalCount(),
        histogram.getTotalCount() == 0 ? 0 : histogram.getMinValue(),
        histogram.getMaxValue(),
        histogram.getMean(),
        histogram::getValueAtPercentile);
  }

  /** Returns the summary of everything recorded in {@code series} so far. */
  public static LatencySummary of(LatencySeries series) {
    return of(series.total());
  }

  /** Returns the summary of everything recorded in {@code series} so far, negative values first. */
  public static LatencySummary of(SignedLatencySeries series) {
    return of(series.total());
  }

  /** Returns the summary of values of either sign, negative ones first. */
  public static LatencySummary of(SignedLatencySeries.Total total) {
    return of(total.count(), total.minNs(), total.maxNs(), total.meanNs(), total::atPercentile);
  }

  static LatencySummary of(
      long count, long minNs, long maxNs, double meanNs, DoubleToLongFunction percentile) {
    return new LatencySummary(
        count,
        count == 0 ? OptionalLong.empty() : OptionalLong.of(minNs),
        ifEnough(count, P50_SAMPLES_MIN, percentile, 50),
        ifEnough(count, P90_SAMPLES_MIN, percentile, 90),
        ifEnough(count, P99_SAMPLES_MIN, percentile, 99),
        ifEnough(count, P999_SAMPLES_MIN, percentile, 99.9),
        count == 0 ? OptionalLong.empty() : OptionalLong.of(maxNs),
        count == 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(meanNs)));
  }

  private static OptionalLong ifEnough(
      long count, long countMin, DoubleToLongFunction percentile, double level) {
    return count < countMin ? OptionalLong.empty() : OptionalLong.of(percentile.applyAsLong(level));
  }
}
