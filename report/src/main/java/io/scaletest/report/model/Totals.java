package io.scaletest.report.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One latency of a whole run in a few numbers, in nanoseconds.
 *
 * @param minNs the smallest; empty without samples, as are maxNs and meanNs
 * @param percentiles only those with at least ten samples expected above them, the lowest first
 */
public record Totals(
    long count,
    OptionalLong minNs,
    OptionalLong meanNs,
    OptionalLong maxNs,
    List<Percentile> percentiles) {
  public Totals {
    percentiles = List.copyOf(percentiles);
  }

  /** Returns the percentile of a level, if the samples support it. */
  public Optional<Percentile> percentile(double level) {
    return percentiles.stream().filter(percentile -> percentile.level() == level).findFirst();
  }
}
