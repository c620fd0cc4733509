package io.scaletest.report.input;

import java.util.Map;
import java.util.TreeMap;

/** A histogram of Prometheus: counts up to each bound, in seconds. For one thread. */
public final class ServerHistogram {
  private static final double ROUNDING = 1e-9;

  private final TreeMap<Double, Double> upTo = new TreeMap<>();
  private double seconds;
  private double count;

  /**
   * Adds to one of its numbers.
   *
   * @param kind {@code _bucket}, {@code _sum} or {@code _count}
   * @param bound of a bucket
   */
  void add(String kind, String bound, double value) {
    switch (kind) {
      case "_bucket" -> {
        double le = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
        upTo.merge(le, value, Double::sum);
      }
      case "_sum" -> seconds += value;
      default -> count += value;
    }
  }

  /** Returns how many were measured. */
  public double count() {
    return count;
  }

  /** Returns all of them together, in seconds. */
  public double seconds() {
    return seconds;
  }

  /** Tells whether nothing of it is less than before, as of a counter that was not begun anew. */
  boolean continues(ServerHistogram before) {
    // The sums of several series, added up in any order.
    return count >= before.count && seconds >= before.seconds * (1 - ROUNDING);
  }

  /** Returns what was measured since {@code before}. */
  public ServerHistogram since(ServerHistogram before) {
    var since = new ServerHistogram();
    since.seconds = seconds - before.seconds;
    since.count = count - before.count;
    upTo.forEach((le, value) -> since.upTo.put(le, value - before.upTo.getOrDefault(le, 0.0)));
    return since;
  }

  /** Returns one that stays as this is now. */
  public ServerHistogram copy() {
    return since(new ServerHistogram());
  }

  /** Returns the mean in seconds. */
  public double mean() {
    return seconds / count;
  }

  /** Returns a quantile in seconds, between the bounds of its bucket by its rank. */
  public double quantile(double share) {
    double rank = share * count;
    double below = 0;
    double from = 0;
    for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
      double here = bucket.getValue() - below;
      if (bucket.getValue() >= rank && here > 0) {
        return Double.isInfinite(bucket.getKey())
            ? from
            : from + (bucket.getKey() - from) * (rank - below) / here;
      }
      below = bucket.getValue();
      from = bucket.getKey();
    }
    return from;
  }
}
