package io.scaletest.report.model;

import java.util.Optional;

/**
 * A percentile of one run, in nanoseconds.
 *
 * @param level 50, 90, 99, 99.9
 * @param valueNs to three significant digits
 * @param ifIndependent 95 % interval from order statistics, right only where requests do not depend
 *     on one another; empty where it would reach beyond the samples
 * @param ofThisRun 95 % interval from a bootstrap of blocks of successive seconds, which stays
 *     right where the latency wanders; empty of runs too short for it
 */
public record Percentile(
    double level, long valueNs, Optional<Interval> ifIndependent, Optional<Interval> ofThisRun) {
  /** Returns the more careful of the two intervals. */
  public Optional<Interval> interval() {
    if (ofThisRun.isEmpty() || ifIndependent.isEmpty()) {
      return ofThisRun.or(() -> ifIndependent);
    }
    return ofThisRun.get().halfWidth() >= ifIndependent.get().halfWidth()
        ? ofThisRun
        : ifIndependent;
  }

  /** Returns {@code p99}, {@code p99.9}. */
  public String name() {
    return level == Math.rint(level) ? "p" + (int) level : "p" + level;
  }
}
