package io.scaletest.common.arrival;

/** The validation of rates. */
final class Rates {
  static final double NS_PER_S = 1e9;

  private Rates() {}

  /** Returns {@code ratePerSecond} if it is positive and finite. */
  static double positive(double ratePerSecond) {
    if (!(ratePerSecond > 0) || Double.isInfinite(ratePerSecond)) {
      throw new IllegalArgumentException("rate: must be > 0 and finite, got " + ratePerSecond);
    }
    return ratePerSecond;
  }

  static void atLeastZero(double ratePerSecond) {
    if (!(ratePerSecond >= 0) || Double.isInfinite(ratePerSecond)) {
      throw new IllegalArgumentException("rate: must be >= 0 and finite, got " + ratePerSecond);
    }
  }

  static void length(long lengthNs) {
    if (lengthNs <= 0) {
      throw new IllegalArgumentException("length: must be > 0, got " + lengthNs);
    }
  }
}
