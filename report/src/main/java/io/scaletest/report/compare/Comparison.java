package io.scaletest.report.compare;

import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.compare.MetricComparison.Answer;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.statistics.Holm;
import io.scaletest.report.statistics.MannWhitney;
import io.scaletest.report.statistics.RunDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two sets of repeats held against each other. Runs are the unit, never requests: runs of the same
 * thing differ by more than their requests tell.
 *
 * @param a how many runs of A count
 * @param b how many runs of B count
 * @param smallest the smallest difference that matters, as a share
 * @param remarks what to know about the answer, a line each
 */
public record Comparison(
    int a, int b, double smallest, List<MetricComparison> metrics, List<String> remarks) {
  private static final double P_MAX = 0.05;
  private static final int RUNS_MIN = 2;

  public Comparison {
    metrics = List.copyOf(metrics);
    remarks = List.copyOf(remarks);
  }

  /**
   * Returns the comparison. INVALID runs do not count.
   *
   * @throws IllegalArgumentException where a set has fewer than two runs that count, or they have
   *     no metric in common; one line
   */
  public static Comparison of(List<RunResult> a, List<RunResult> b, double smallest) {
    List<RunResult> goodA = counting(a);
    List<RunResult> goodB = counting(b);
    if (goodA.size() < RUNS_MIN || goodB.size() < RUNS_MIN) {
      throw new IllegalArgumentException(
          "needs at least 2 + 2 runs that are not INVALID, got "
              + goodA.size()
              + " + "
              + goodB.size());
    }
    List<Metric> metrics = Metric.of(Stream.concat(goodA.stream(), goodB.stream()).toList());
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("the runs have no figure in common");
    }
    return new Comparison(
        goodA.size(),
        goodB.size(),
        smallest,
        compared(metrics, goodA, goodB, smallest),
        remarks(a, b, goodA, goodB));
  }

  private static List<RunResult> counting(List<RunResult> runs) {
    return runs.stream().filter(run -> run.status() != Verdict.Status.INVALID).toList();
  }

  private static List<MetricComparison> compared(
      List<Metric> metrics, List<RunResult> a, List<RunResult> b, double smallest) {
    var p = new double[metrics.size()];
    for (int i = 0; i < p.length; i++) {
      p[i] = MannWhitney.p(logs(metrics.get(i), a), logs(metrics.get(i), b));
    }
    double[] holm = Holm.corrected(p);
    boolean few = MannWhitney.smallestP(a.size(), b.size()) * p.length >= P_MAX;
    var compared = new ArrayList<MetricComparison>();
    for (int i = 0; i < p.length; i++) {
      Metric metric = metrics.get(i);
      double[] logsA = logs(metric, a);
      double[] logsB = logs(metric, b);
      RunDifference difference =
          RunDifference.of(logsA, errors(metric, a), logsB, errors(metric, b));
      var interval =
          new Interval(
              Math.expm1(difference.interval().low()), Math.expm1(difference.interval().high()));
      compared.add(
          new MetricComparison(
              metric,
              values(metric, a),
              values(metric, b),
              Math.expm1(difference.estimate()),
              interval,
              p[i],
              holm[i],
              MannWhitney.cliffsDelta(logsA, logsB),
              answer(metric, interval, holm[i], smallest, few)));
    }
    return compared;
  }

  private static Answer answer(
      Metric metric, Interval interval, double pHolm, double smallest, boolean few) {
    boolean beyond = interval.low() > smallest || interval.high() < -smallest;
    if (pHolm < P_MAX && beyond) {
      return interval.low() > 0 == metric.lessIsBetter() ? Answer.WORSE : Answer.BETTER;
    }
    if (interval.low() >= -smallest && interval.high() <= smallest) {
      return Answer.EQUAL;
    }
    return few ? Answer.TOO_FEW : Answer.NO_EVIDENCE;
  }

  private static double[] logs(Metric metric, List<RunResult> runs) {
    return runs.stream()
        .mapToDouble(run -> Math.log(metric.of(run).orElseThrow().value()))
        .toArray();
  }

  private static double[] errors(Metric metric, List<RunResult> runs) {
    return runs.stream().mapToDouble(run -> metric.of(run).orElseThrow().logError()).toArray();
  }

  private static List<Double> values(Metric metric, List<RunResult> runs) {
    return runs.stream().map(run -> metric.of(run).orElseThrow().value()).toList();
  }

  private static List<String> remarks(
      List<RunResult> a, List<RunResult> b, List<RunResult> goodA, List<RunResult> goodB) {
    var remarks = new ArrayList<String>();
    int left = a.size() + b.size() - goodA.size() - goodB.size();
    if (left > 0) {
      remarks.add(left + " runs are INVALID and do not count");
    }
    long suspect =
        Stream.concat(goodA.stream(), goodB.stream())
            .filter(run -> run.status() == Verdict.Status.SUSPECT)
            .count();
    if (suspect > 0) {
      remarks.add(suspect + " runs are SUSPECT");
    }
    if (areApart(goodA, goodB) || areApart(goodB, goodA)) {
      remarks.add(
          "all runs of one set came before those of the other: a machine that drifts looks the same;"
              + " run ABAB…");
    }
    return remarks;
  }

  private static boolean areApart(List<RunResult> first, List<RunResult> second) {
    long last = first.stream().mapToLong(RunResult::startEpochMs).max().orElseThrow();
    return second.stream().allMatch(run -> run.startEpochMs() > last);
  }

  /** Returns how many runs a side it takes to show any difference in so many metrics. */
  public int fewestRuns() {
    int runs = RUNS_MIN;
    while (MannWhitney.smallestP(runs, runs) * metrics.size() >= P_MAX) {
      runs++;
    }
    return runs;
  }

  /** Returns whether B is worse in a metric. */
  public boolean isWorse() {
    return metrics.stream().anyMatch(each -> each.answer() == Answer.WORSE);
  }
}
