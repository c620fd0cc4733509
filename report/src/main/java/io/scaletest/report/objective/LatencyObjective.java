package io.scaletest.report.objective;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.ObjectiveResult.Outcome;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A percentile of a latency must not be above a limit, in the whole run and in each window of it
 * that has samples enough.
 *
 * @param name what stands before the operation's: empty for the series' own
 * @param series names of series, the first of each operation that a run has counts
 * @param percentile 50, 90, 99, 99.9
 * @param windowSeconds length of the windows
 */
record LatencyObjective(
    String name, List<String> series, double percentile, Duration limit, double windowSeconds)
    implements Objective {
  private static final double SAMPLES_BEYOND_MIN = 10;
  private static final double NS_PER_MS = 1e6;

  @Override
  public List<ObjectiveResult> results(RunResult run) {
    for (String wanted : series) {
      Optional<Series> found =
          run.series().stream().filter(each -> each.name().equals(wanted)).findFirst();
      if (found.isPresent()) {
        return List.of(result(run, found.get()));
      }
    }
    return List.of();
  }

  private ObjectiveResult result(RunResult run, Series of) {
    String title = (name.isEmpty() ? of.name() : name) + " p" + Figures.figure(percentile);
    String promise = "<= " + DurationText.of(limit);
    String measured = of.name() + ", " + of.by();
    Optional<Percentile> total = of.total().percentile(percentile);
    if (total.isEmpty()) {
      // A maximum below the limit keeps every percentile's promise.
      boolean met = of.total().maxNs().orElse(Long.MAX_VALUE) <= limit.toNanos();
      String few = "too few samples: " + of.total().count();
      return new ObjectiveResult(
          title,
          met ? Outcome.MET : Outcome.UNKNOWN,
          promise,
          met ? few + ", but all below" : few,
          measured);
    }
    long value = total.get().valueNs();
    OptionalLong worst = worstWindow(run, of);
    boolean broken = value > limit.toNanos() || worst.orElse(0) > limit.toNanos();
    String text = Figures.figure(value / NS_PER_MS) + " ms";
    if (worst.isPresent()) {
      text +=
          ", worst "
              + DurationText.of(Duration.ofSeconds(Math.round(windowSeconds)))
              + " "
              + Figures.figure(worst.getAsLong() / NS_PER_MS)
              + " ms";
    }
    return new ObjectiveResult(
        title, broken ? Outcome.BROKEN : Outcome.MET, promise, text, measured);
  }

  /** Returns the highest of the windows' percentiles; empty of a run shorter than two windows. */
  private OptionalLong worstWindow(RunResult run, Series of) {
    int width = (int) Math.max(1, Math.round(windowSeconds / run.axis().widthSeconds()));
    var values = new ArrayList<Long>();
    for (int from = 0; from + width <= of.columns().size(); from += width) {
      BinCounts window =
          of.columns().subList(from, from + width).stream().reduce(BinCounts.NONE, BinCounts::plus);
      if (window.total() * (1 - percentile / 100) >= SAMPLES_BEYOND_MIN) {
        values.add(window.quantileNs(percentile / 100).orElse(0));
      }
    }
    return values.size() < 2
        ? OptionalLong.empty()
        : values.stream().mapToLong(Long::longValue).max();
  }
}
