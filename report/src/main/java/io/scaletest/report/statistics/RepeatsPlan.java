package io.scaletest.report.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How many repeats find a difference, by simulation of what a comparison asks for: ranks that are
 * below 5 % though there are several metrics, and an interval beyond what does not matter. The
 * usual formula knows neither.
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

  /** As a comparison has it. */
  private static final double ALPHA = 0.05;

  /**
   * What is to be found, and against what.
   *
   * @param effect logarithm of the ratio to be found
   * @param power with what probability, such as 0.8
   * @param smallest logarithm of the smallest ratio that matters, 0 for any; below the effect
   * @param metrics how many are compared at once, at least 1
   */
  public record Wanted(double effect, double power, double smallest, int metrics) {}

  /**
   * Returns the plan.
   *
   * @param pilotSd standard deviation of the logarithms of the pilot's runs
   * @param pilotRuns how many there were, at least 2
   */
  public static RepeatsPlan of(double pilotSd, int pilotRuns, Wanted wanted) {
    ChiSquaredDistribution chi = ChiSquaredDistribution.of(pilotRuns - 1.0);
    double upper = Math.sqrt((pilotRuns - 1) / chi.inverseCumulativeProbability(LIMIT));
    double lower = Math.sqrt((pilotRuns - 1) / chi.inverseCumulativeProbability(1 - LIMIT));
    return new RepeatsPlan(
        repeats(pilotSd, wanted),
        repeats(pilotSd * lower, wanted),
        repeats(pilotSd * upper, wanted));
  }

  private static int repeats(double sd, Wanted wanted) {
    double formula = 2 * Math.pow((1.96 + 0.84) * sd / wanted.effect, 2);
    int repeats = (int) Math.min(MANY, Math.max(4, Math.floor(formula * 0.8)));
    while (repeats < MANY && power(repeats, sd, wanted) < wanted.power) {
      repeats += 1 + repeats / 20;
    }
    return Math.min(repeats, MANY);
  }

  /** Returns how often so many runs show the effect, where no other metric shows any. */
  static double power(int repeats, double sd, Wanted wanted) {
    int critical = MannWhitney.criticalU(repeats, repeats, ALPHA / wanted.metrics);
    double wide =
        TDistribution.of(2.0 * repeats - 2).inverseSurvivalProbability(ALPHA / 2)
            * Math.sqrt(2.0 / repeats);
    var random = new SplittableRandom(SEED);
    int found = 0;
    for (int i = 0; i < SIMULATIONS; i++) {
      var a = new double[repeats];
      var b = new double[repeats];
      for (int j = 0; j < repeats; j++) {
        a[j] = sd * random.nextGaussian();
        b[j] = wanted.effect + sd * random.nextGaussian();
      }
      boolean beyond = mean(b) - mean(a) - wide * pooledSd(a, b) > wanted.smallest;
      found += beyond && MannWhitney.u(a, b) <= critical ? 1 : 0;
    }
    return (double) found / SIMULATIONS;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double pooledSd(double[] a, double[] b) {
    double sum = 0;
    for (double[] set : new double[][] {a, b}) {
      double mean = mean(set);
      sum += Arrays.stream(set).map(value -> (value - mean) * (value - mean)).sum();
    }
    return Math.sqrt(sum / (a.length + b.length - 2));
  }
}
