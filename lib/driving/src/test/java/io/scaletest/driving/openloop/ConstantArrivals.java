package io.scaletest.driving.openloop;

import io.scaletest.common.arrival.ArrivalProcess;

/** Arrivals without chance: the k-th, k from 0, is due at k / rate. */
final class ConstantArrivals implements ArrivalProcess {
  private static final double NS_PER_S = 1e9;

  private final double ratePerSecond;
  private long k;

  private ConstantArrivals(double ratePerSecond) {
    this.ratePerSecond = ratePerSecond;
  }

  static ArrivalProcess of(double ratePerSecond) {
    return new ConstantArrivals(ratePerSecond);
  }

  @Override
  public long nextNs() {
    return Math.round(k++ * NS_PER_S / ratePerSecond);
  }
}
