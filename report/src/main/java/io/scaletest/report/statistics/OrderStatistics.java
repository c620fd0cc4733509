package io.scaletest.report.statistics;

import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The ranks between which a percentile lies with 95 % confidence, whatever the distribution: how
 * many of n independent samples are at or below the true percentile is binomial.
 *
 * @param low rank of the lower bound, from 1
 * @param high rank of the upper bound, at most n
 */
public record OrderStatistics(long low, long high) {
  private static final double TAIL = 0.025;

  /**
   * Returns the ranks; empty where they would lie beyond the samples.
   *
   * @param share the percentile divided by 100
   */
  public static Optional<OrderStatistics> of(long n, double share) {
    if (n < 1 || n > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    BinomialDistribution below = BinomialDistribution.of((int) n, share);
    long low = below.inverseCumulativeProbability(TAIL);
    long high = below.inverseCumulativeProbability(1 - TAIL) + 1L;
    return low < 1 || high > n ? Optional.empty() : Optional.of(new OrderStatistics(low, high));
  }
}
