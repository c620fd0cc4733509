package io.scaletest.report.statistics;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.report.model.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How sure the percentiles of one run are where its requests depend on one another: blocks of
 * successive columns are drawn with replacement, since neighbours are alike. One thread.
 *
 * <p><i>Source:</i> moving-block bootstrap (Künsch 1989), percentile interval.
 */
public final class BlockBootstrap {
  private static final int RESAMPLES = 200;
  private static final long SEED = 20_261_129;
  private static final double BLOCK_SECONDS = 10;
  private static final int BLOCKS_MIN = 6;
  private static final double TAIL = 0.025;

  private final List<BinCounts> columns;
  private final int block;
  private final long[] counts = new long[2 * Bins.COUNT];

  /**
   * @param columns of one series; those at either end without values are of no use
   * @param columnSeconds how long a column is
   */
  public BlockBootstrap(List<BinCounts> columns, double columnSeconds) {
    this.columns = columns;
    int wanted = (int) Math.max(1, Math.round(BLOCK_SECONDS / columnSeconds));
    this.block = Math.max(1, Math.min(wanted, columns.size() / BLOCKS_MIN));
  }

  /**
   * Returns the 95 % interval of each percentile, as differences to the percentile of all columns
   * in nanoseconds; empty of a run with too few columns.
   *
   * @param shares the percentiles divided by 100
   */
  public Optional<Interval[]> differences(double[] shares) {
    if (columns.size() < BLOCKS_MIN) {
      return Optional.empty();
    }
    addAll(0, columns.size());
    double[] whole = quantiles(shares);
    var drawn = new double[shares.length][RESAMPLES];
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < RESAMPLES; i++) {
      double[] quantiles = quantiles(shares, random);
      for (int j = 0; j < shares.length; j++) {
        drawn[j][i] = quantiles[j] - whole[j];
      }
    }
    var intervals = new Interval[shares.length];
    for (int j = 0; j < shares.length; j++) {
      Arrays.sort(drawn[j]);
      intervals[j] = new Interval(at(drawn[j], TAIL), at(drawn[j], 1 - TAIL));
    }
    return Optional.of(intervals);
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
  }

  private double[] quantiles(double[] shares, SplittableRandom random) {
    do {
      Arrays.fill(counts, 0);
      for (int drawn = 0; drawn < columns.size(); drawn += block) {
        int from = random.nextInt(columns.size() - block + 1);
        addAll(from, from + Math.min(block, columns.size() - drawn));
      }
    } while (Arrays.stream(counts).sum() == 0);
    return quantiles(shares);
  }

  private void addAll(int from, int to) {
    for (int i = from; i < to; i++) {
      BinCounts column = columns.get(i);
      for (int j = 0; j < column.size(); j++) {
        counts[Bins.COUNT + column.bin(j)] += column.count(j);
      }
    }
  }

  /** Returns the quantiles of {@link #counts}, within their bins by their rank. */
  private double[] quantiles(double[] shares) {
    long total = Arrays.stream(counts).sum();
    var quantiles = new double[shares.length];
    for (int j = 0; j < shares.length; j++) {
      double rank = shares[j] * total;
      double seen = 0;
      int i = 0;
      while (i < counts.length - 1 && (counts[i] == 0 || seen + counts[i] < rank)) {
        seen += counts[i++];
      }
      int bin = i - Bins.COUNT;
      double within = counts[i] == 0 ? 0 : (rank - seen) / counts[i];
      double from = Bins.magnitudeFromNs(bin);
      double to = from == 0 ? Bins.BASE_NS : from * Bins.RATIO;
      quantiles[j] = bin < 0 ? -to + within * (to - from) : from + within * (to - from);
    }
    return quantiles;
  }
}
