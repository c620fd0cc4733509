package io.scaletest.report.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's correction: of many tests without a difference, any alarms in 5 % of the cases only. */
public final class Holm {
  private Holm() {}

  /** Returns the corrected p-values, in the order given. */
  public static double[] corrected(double[] p) {
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    var corrected = new double[p.length];
    double largest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      largest = Math.max(largest, Math.min(1, p[order[rank]] * (p.length - rank)));
      corrected[order[rank]] = largest;
    }
    return corrected;
  }
}
