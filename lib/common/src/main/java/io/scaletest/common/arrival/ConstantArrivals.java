package io.scaletest.common.arrival;

/** Deterministic arrivals: the k-th, k from 0, is due at k / rate. */
final class ConstantArrivals implements ArrivalProcess {
  private final double ratePerSecond;
  private long k;

  ConstantArrivals(double ratePerSecond) {
    this.ratePerSecond = Rates.positive(ratePerSecond);
  }

  @Override
  public long nextNs() {
    long dueNs = Math.round(k * Rates.NS_PER_S / ratePerSecond);
    k++;
    return dueNs;
  }
}
