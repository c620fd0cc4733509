package io.scaletest.report.model;

/** A 95 % confidence interval, or two bounds that hold for certain where the context says so. */
public record Interval(double low, double high) {
  /** Returns half of its width. */
  public double halfWidth() {
    return (high - low) / 2;
  }

  /** Returns its middle. */
  public double middle() {
    return (low + high) / 2;
  }
}
