package io.scaletest.player.search;

import java.util.List;

/** Tells a series that rises from one that only varies. */
public final class Trend {
  /** One-sided, 1 %. <i>Source:</i> the standard normal distribution. */
  private static final double Z_LIMIT = 2.326;

  /** A rise by less is no queue that grows: a server that warms up, or a collection of garbage. */
  private static final double GROWTH_MIN = 1.5;

  private static final int WINDOWS_MIN = 8;

  private Trend() {}

  /**
   * Returns whether the values rise: by the test of Mann and Kendall, and by half from the first
   * third to the last. <i>Source:</i> H. B. Mann, Econometrica 13 (1945).
   *
   * @param values of windows of equal length, in order; fewer than eight tell nothing
   */
  public static boolean rises(List<Double> values) {
    int n = values.size();
    if (n < WINDOWS_MIN) {
      return false;
    }
    long s = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        s += Math.round(Math.signum(values.get(j) - values.get(i)));
      }
    }
    double deviation = Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
    double first = mean(values.subList(0, n / 3));
    double last = mean(values.subList(n - n / 3, n));
    return (s - 1) / deviation > Z_LIMIT && last > GROWTH_MIN * first;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElse(0);
  }
}
