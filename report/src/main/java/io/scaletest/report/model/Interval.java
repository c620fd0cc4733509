package io.scaletest.report.model;

import java.util.Optional;

/** A 95 % confidence interval, or two bounds that hold for certain where the context says so. */
public record Interval(double low, double high) {
  /** Returns half of its width. */
  public double halfWidth() {
    return (high - low) / 2;
  }

  /** Returns what lies in both; empty where nothing does. */
  public Optional<Interval> and(Interval other) {
    var both = new Interval(Math.max(low, other.low), Math.min(high, other.high));
    return both.low <= both.high ? Optional.of(both) : Optional.empty();
  }

  /** Returns its middle. */
  public double middle() {
    return (low + high) / 2;
  }
}
