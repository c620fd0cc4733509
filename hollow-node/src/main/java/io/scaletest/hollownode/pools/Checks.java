package io.scaletest.hollownode.pools;

/** Validates the parameters of duration models. */
final class Checks {
  private Checks() {}

  static void atLeastZero(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": must be at least 0");
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + ": must be above 0");
    }
  }
}
