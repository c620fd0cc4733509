package io.scaletest.report.statistics;

import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * How many repeats find a difference, by simulation: the usual formula is short by two where it
 * gives few.
 *
 * @param repeats of each set; {@link #MANY} where more would be needed
 * @param low if the pilot's runs happened to scatter more than all runs do (80 % limit)
 * @param high if they happened to scatter less
 */
public record RepeatsPlan(int repeats, int low, int high) {
  /** More repeats than this are no plan. */
  public static final int MANY = 200;

  private static final int SIMULATIONS = 1_000;
  private static final long SEED = 20_261_201;
  private static final double LIMIT = 0.2;

  /**
   * Returns the plan.
   *
   * @param pilotSd standard deviation of the logarithms of the pilot's runs
   * @param pilotRuns how many there were, at least 2
   * @param effect logarithm of the ratio to be found
   * @param power with what probability, such as 0.8
   */
  public static RepeatsPlan of(double pilotSd, int pilotRuns, double effect, double power) {
    ChiSquaredDistribution chi = ChiSquaredDistribution.of(pilotRuns - 1.0);
    double upper = Math.sqrt((pilotRuns - 1) / chi.inverseCumulativeProbability(LIMIT));
    double lower = Math.sqrt((pilotRuns - 1) / chi.inverseCumulativeProbability(1 - LIMIT));
    return new RepeatsPlan(
        repeats(pilotSd, effect, power),
        repeats(pilotSd * lower, effect, power),
        repeats(pilotSd * upper, effect, power));
  }

  private static int repeats(double sd, double effect, double power) {
    double formula = 2 * Math.pow((1.96 + 0.84) * sd / effect, 2);
    int repeats = (int) Math.min(MANY, Math.max(4, Math.floor(formula * 0.8)));
    while (repeats < MANY && power(repeats, sd, effect) < power) {
      repeats += 1 + repeats / 20;
    }
    return Math.min(repeats, MANY);
  }

  /** Returns how often the ranks of so many runs show the effect. */
  static double power(int repeats, double sd, double effect) {
    int critical = MannWhitney.criticalU(repeats, repeats);
    var random = new SplittableRandom(SEED);
    int found = 0;
    for (int i = 0; i < SIMULATIONS; i++) {
      var a = new double[repeats];
      var b = new double[repeats];
      for (int j = 0; j < repeats; j++) {
        a[j] = sd * random.nextGaussian();
        b[j] = effect + sd * random.nextGaussian();
      }
      found += MannWhitney.u(a, b) <= critical ? 1 : 0;
    }
    return (double) found / SIMULATIONS;
  }
}
