package io.scaletest.common.arrival;

import java.util.SplittableRandom;

/**
 * Poisson arrivals by inversion: with U uniform in [0, 1), {@code -ln(1 - U) / λ} is exponential
 * with rate λ.
 *
 * <p>The sum is kept in double nanoseconds: after a week its resolution is still 0.1 µs, and
 * nothing is rounded before it is added. {@link StrictMath} and {@link SplittableRandom} (whose
 * algorithm is specified) make the sequence the same everywhere.
 *
 * <p><i>Source:</i> the contract of cmdriver: "inter-arrival times exponential with rate lambda,
 * each capped at 300 s, accumulated from one start instant".
 */
final class PoissonArrivals implements ArrivalProcess {
  /** A very small λ would otherwise keep a user waiting for hours; the original caps here too. */
  private static final double MAX_INTER_ARRIVAL_NS = 300 * Rates.NS_PER_S;

  private final double meanInterArrivalNs;
  private final SplittableRandom random;
  private double sumNs;

  PoissonArrivals(double ratePerSecond, long seed) {
    this.meanInterArrivalNs = Rates.NS_PER_S / Rates.positive(ratePerSecond);
    this.random = new SplittableRandom(seed);
  }

  @Override
  public long nextNs() {
    double interArrivalNs = -StrictMath.log1p(-random.nextDouble()) * meanInterArrivalNs;
    sumNs += Math.min(interArrivalNs, MAX_INTER_ARRIVAL_NS);
    return (long) sumNs;
  }
}
