package io.scaletest.report.measure;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.TimeAxis;
import io.scaletest.report.model.Totals;
import io.scaletest.report.statistics.BlockBootstrap;
import io.scaletest.report.statistics.OrderStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** One latency while its values come in: its total to three digits, its columns. One thread. */
final class SeriesTally {
  private static final int DIGITS = 3;
  private static final double[] LEVELS = {50, 90, 99, 99.9};
  private static final double SAMPLES_BEYOND_MIN = 10;
  private static final double ROUNDING = 1e-9;
  private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Histogram nonNegative = new Histogram(DIGITS);
  private final Histogram negative = new Histogram(DIGITS);
  private final ColumnBins columns;

  SeriesTally(TimeGrid grid) {
    this.columns = grid.add(new ColumnBins());
  }

  /** Adds a value of whole milliseconds. */
  void addMs(int column, long ms) {
    long ns = ms * NS_PER_MS;
    if (ns >= 0) {
      nonNegative.recordValue(ns);
    } else {
      negative.recordValue(-ns);
    }
    columns.add(column, Bins.ofMs(ms), 1, ns);
  }

  /** Adds a histogram of values, or of the magnitudes of negative ones. */
  void addAll(int column, Histogram histogram, boolean magnitudesOfNegative) {
    (magnitudesOfNegative ? negative : nonNegative).add(histogram);
    for (HistogramIterationValue value : histogram.recordedValues()) {
      long middle = histogram.medianEquivalentValue(value.getValueIteratedTo());
      long ns = magnitudesOfNegative ? -middle : middle;
      int bin = Bins.of(ns == 0 && magnitudesOfNegative ? -1 : ns);
      int count = (int) Math.min(value.getCountAddedInThisIterationStep(), Integer.MAX_VALUE);
      long highest = magnitudesOfNegative ? ns : histogram.getMaxValue();
      columns.add(column, bin, count, Math.min(highest, value.getValueIteratedTo()));
    }
  }

  long count() {
    return nonNegative.getTotalCount() + negative.getTotalCount();
  }

  /** Returns a quantile of all values in milliseconds; the series must not be empty. */
  double quantileMs(double share) {
    return (double) total().atPercentile(share * 100) / NS_PER_MS;
  }

  double maxMs() {
    return (double) total().maxNs() / NS_PER_MS;
  }

  List<BinCounts> columns(TimeAxis axis) {
    return columns.columns(axis.columns());
  }

  private SignedLatencySeries.Total total() {
    return new SignedLatencySeries.Total(nonNegative, negative);
  }

  /** Returns the series as it is now. */
  Series series(
      String by,
      SeriesName.Quantity quantity,
      String operation,
      Series.Source source,
      Series.Placement placedAt,
      TimeAxis axis) {
    List<BinCounts> all = columns(axis);
    return new Series(by, quantity, operation, source, placedAt, totals(all, axis), all);
  }

  /**
   * Returns the total.
   *
   * @param over columns that say how the values lie in time; may be of another source
   */
  Totals totals(List<BinCounts> over, TimeAxis axis) {
    SignedLatencySeries.Total total = total();
    long n = total.count();
    if (n == 0) {
      return new Totals(
          0, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), List.of());
    }
    return new Totals(
        n,
        OptionalLong.of(total.minNs()),
        OptionalLong.of(Math.round(total.meanNs())),
        OptionalLong.of(total.maxNs()),
        percentiles(total, over, axis));
  }

  private static List<Percentile> percentiles(
      SignedLatencySeries.Total total, List<BinCounts> columns, TimeAxis axis) {
    long n = total.count();
    int levels = 0;
    while (levels < LEVELS.length
        && n * (1 - LEVELS[levels] / 100) >= SAMPLES_BEYOND_MIN - ROUNDING) {
      levels++;
    }
    if (levels == 0) {
      return List.of();
    }
    var shares = new double[levels];
    for (int i = 0; i < levels; i++) {
      shares[i] = LEVELS[i] / 100;
    }
    Optional<Interval[]> ofThisRun =
        new BlockBootstrap(trimmed(columns), axis.widthSeconds()).differences(shares);
    var percentiles = new ArrayList<Percentile>();
    for (int i = 0; i < levels; i++) {
      long value = total.atPercentile(LEVELS[i]);
      int level = i;
      percentiles.add(
          new Percentile(
              LEVELS[i],
              value,
              OrderStatistics.of(n, shares[i])
                  .map(
                      ranks ->
                          new Interval(atRank(total, ranks.low()), atRank(total, ranks.high()))),
              ofThisRun.map(all -> around(value, all[level], total))));
    }
    return percentiles;
  }

  /** No bound lies beyond the values that there are. */
  private static Interval around(long value, Interval difference, SignedLatencySeries.Total total) {
    return new Interval(
        Math.max(total.minNs(), Math.round(value + difference.low())),
        Math.min(total.maxNs(), Math.round(value + difference.high())));
  }

  /** Half a rank less, so that no rounding of the percentage leads to the next one. */
  private static double atRank(SignedLatencySeries.Total total, long rank) {
    return total.atPercentile((rank - 0.5) * 100 / total.count());
  }

  /** Columns before the first and behind the last value would be drawn like any other. */
  private static List<BinCounts> trimmed(List<BinCounts> columns) {
    int from = 0;
    int to = columns.size();
    while (to > 0 && columns.get(to - 1).total() == 0) {
      to--;
    }
    while (from < to && columns.get(from).total() == 0) {
      from++;
    }
    return from == to ? Collections.emptyList() : columns.subList(from, to);
  }
}
