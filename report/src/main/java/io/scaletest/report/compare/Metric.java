package io.scaletest.report.compare;

import io.scaletest.report.model.Interval;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A figure of a run that is compared between runs: few, and fixed before the runs.
 *
 * @param name {@code create.response p99}
 * @param unit {@code ms} or {@code /s}
 * @param lessIsBetter of latencies; not of rates
 */
public record Metric(String name, String unit, boolean lessIsBetter) {
  private static final double NS_PER_MS = 1e6;
  private static final double NORMAL = 1.96;

  /**
   * A metric's value of one run.
   *
   * @param logError standard error of the value's logarithm within its run; 0 where it is unknown
   */
  public record Value(double value, double logError) {}

  /** Returns the metrics that all runs have. */
  public static List<Metric> of(List<RunResult> runs) {
    var metrics = new ArrayList<Metric>();
    for (String operation : List.of("create", "update", "delete")) {
      boolean response = haveAll(runs, latency(operation, "response", 50));
      String quantity = response ? "response" : "service";
      metrics.add(latency(operation, quantity, 50));
      metrics.add(latency(operation, quantity, 99));
    }
    metrics.add(latency("create", "notification", 50));
    metrics.add(latency("create", "notification", 99));
    metrics.add(new Metric("create rate", "/s", false));
    metrics.removeIf(metric -> !haveAll(runs, metric));
    return metrics;
  }

  private static Metric latency(String operation, String quantity, int level) {
    return new Metric(operation + "." + quantity + " p" + level, "ms", true);
  }

  private static boolean haveAll(List<RunResult> runs, Metric metric) {
    return runs.stream().allMatch(run -> metric.of(run).isPresent());
  }

  /** Returns the run's value; empty where it has none, or none that has a logarithm. */
  public Optional<Value> of(RunResult run) {
    if (!lessIsBetter) {
      return run.operations().stream()
          .filter(operation -> name.equals(operation.name() + " rate"))
          .map(OperationResult::achievedPerSecond)
          .filter(rate -> rate > 0)
          .map(rate -> new Value(rate, 0))
          .findFirst();
    }
    int blank = name.lastIndexOf(' ');
    String series = name.substring(0, blank);
    double level = Double.parseDouble(name.substring(blank + 2));
    return run.series().stream()
        .filter(each -> each.name().equals(series))
        .findFirst()
        .map(Series::total)
        .flatMap(total -> total.percentile(level))
        .filter(percentile -> percentile.valueNs() > 0)
        .map(percentile -> new Value(percentile.valueNs() / NS_PER_MS, logError(percentile)));
  }

  private static double logError(Percentile percentile) {
    return percentile
        .interval()
        .map(Interval::halfWidth)
        .map(half -> half / percentile.valueNs() / NORMAL)
        .orElse(0.0);
  }
}
