package io.scaletest.report.compare;

import io.scaletest.report.model.Interval;
import java.util.List;

/**
 * A metric of two sets of runs.
 *
 * @param a values of the runs of A, in its unit
 * @param difference of B to A as a share: 0.05 for 5 % more
 * @param interval 95 %, of the same
 * @param p two-sided, of the ranks of runs
 * @param pHolm the same, corrected for the number of metrics
 * @param cliffsDelta -1 to 1: how far the sets are apart
 */
public record MetricComparison(
    Metric metric,
    List<Double> a,
    List<Double> b,
    double difference,
    Interval interval,
    double p,
    double pHolm,
    double cliffsDelta,
    Answer answer) {

  /** What can be said. */
  public enum Answer {
    BETTER,
    WORSE,
    /** The interval lies within the smallest difference that matters. */
    EQUAL,
    /** It may be that there is one, up to the interval's far end. */
    NO_EVIDENCE,
    /** No result of so few runs could show one. */
    TOO_FEW
  }

  public MetricComparison {
    a = List.copyOf(a);
    b = List.copyOf(b);
  }
}
