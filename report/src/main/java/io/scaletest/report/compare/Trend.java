package io.scaletest.report.compare;

import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.statistics.ChangePoints;
import io.scaletest.report.statistics.RunDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs in the order of their time, and where their figures changed. INVALID runs do not count.
 *
 * @param runs those that count, the earliest first
 * @param left how many are INVALID
 */
public record Trend(List<RunResult> runs, int left, List<History> histories) {
  private static final int RUNS_MAX = 500;

  /**
   * A metric over all runs.
   *
   * @param values one for each run
   * @param changes those of at least the smallest size that matters, in their order
   */
  public record History(Metric metric, List<Double> values, List<Change> changes) {
    public History {
      values = List.copyOf(values);
      changes = List.copyOf(changes);
    }

    /** Returns whether the latest change is for the worse. */
    public boolean endsWorse() {
      if (changes.isEmpty()) {
        return false;
      }
      return changes.get(changes.size() - 1).size() > 0 == metric.lessIsBetter();
    }
  }

  /**
   * A change of level.
   *
   * @param at number of the first run of the new level, from 0
   * @param size as a share: 0.05 for 5 % more
   * @param interval 95 %, of the same
   * @param options what the tools were told differently from this run on
   */
  public record Change(int at, double size, Interval interval, List<String> options) {
    public Change {
      options = List.copyOf(options);
    }
  }

  public Trend {
    runs = List.copyOf(runs);
    histories = List.copyOf(histories);
  }

  /**
   * Returns the trend of the latest 500 runs.
   *
   * @param all the earliest first
   * @param smallest the smallest change that matters, as a share
   */
  public static Trend of(List<RunResult> all, double smallest) {
    List<RunResult> good =
        all.stream().filter(run -> run.status() != Verdict.Status.INVALID).toList();
    List<RunResult> runs = good.subList(Math.max(0, good.size() - RUNS_MAX), good.size());
    var histories = new ArrayList<History>();
    if (!runs.isEmpty()) {
      for (Metric metric : Metric.of(runs)) {
        histories.add(history(metric, runs, smallest));
      }
    }
    return new Trend(runs, all.size() - good.size(), histories);
  }

  private static History history(Metric metric, List<RunResult> runs, double smallest) {
    double[] values =
        runs.stream().mapToDouble(run -> metric.of(run).orElseThrow().value()).toArray();
    double[] logs = Arrays.stream(values).map(Math::log).toArray();
    List<Integer> points = ChangePoints.of(logs);
    var changes = new ArrayList<Change>();
    for (int i = 0; i < points.size(); i++) {
      int from = i == 0 ? 0 : points.get(i - 1);
      int at = points.get(i);
      int to = i == points.size() - 1 ? logs.length : points.get(i + 1);
      double[] before = Arrays.copyOfRange(logs, from, at);
      double[] after = Arrays.copyOfRange(logs, at, to);
      RunDifference difference =
          RunDifference.of(before, new double[before.length], after, new double[after.length]);
      double size = Math.expm1(difference.estimate());
      if (Math.abs(size) >= smallest) {
        var interval =
            new Interval(
                Math.expm1(difference.interval().low()), Math.expm1(difference.interval().high()));
        changes.add(new Change(at, size, interval, differing(runs.get(at - 1), runs.get(at))));
      }
    }
    return new History(metric, Arrays.stream(values).boxed().toList(), changes);
  }

  /** Options and versions that are not the same, but those that differ from run to run anyway. */
  private static List<String> differing(RunResult before, RunResult after) {
    Map<String, String> was = options(before);
    Map<String, String> is = options(after);
    var differing = new ArrayList<String>();
    is.forEach(
        (name, value) -> {
          if (!value.equals(was.getOrDefault(name, value))) {
            differing.add(name + ": " + was.get(name) + " -> " + value);
          }
        });
    return differing;
  }

  private static Map<String, String> options(RunResult run) {
    Map<String, String> options = new TreeMap<>();
    run.tools()
        .forEach(
            tool -> {
              options.put(tool.tool() + " version", tool.version());
              tool.options().forEach((name, value) -> options.put(tool.tool() + " " + name, value));
            });
    options
        .keySet()
        .removeIf(
            name ->
                name.matches("(?i).* (runid|seed|datafile|data-filname|datefilename|kubeconfig)"));
    return options;
  }

  /** Returns whether a metric's latest change is for the worse. */
  public boolean endsWorse() {
    return histories.stream().anyMatch(History::endsWorse);
  }
}
