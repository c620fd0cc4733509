package io.scaletest.report.output;

import io.scaletest.common.text.Figures;
import io.scaletest.report.compare.Trend;
import io.scaletest.report.compare.Trend.Change;
import io.scaletest.report.compare.Trend.History;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.statistics.ChangePoints;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A trend as text and JSON. */
public final class TrendOutput {
  private static final long SCHEMA_VERSION = 1;
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_BARS = "_.-~=+*#";
  private static final int BARS_MAX = 60;

  private TrendOutput() {}

  /**
   * Returns it for a terminal.
   *
   * @param ascii whether plots must do with ASCII
   */
  public static String text(Trend trend, boolean ascii) {
    var text = new StringBuilder();
    text.append(Figures.count(trend.runs().size(), "run", "runs"));
    if (trend.left() > 0) {
      text.append(", ").append(trend.left()).append(" INVALID ones left out");
    }
    text.append('\n');
    if (trend.runs().size() < 2 * ChangePoints.SEGMENT_MIN) {
      text.append("too few runs to tell a change: it takes ")
          .append(2 * ChangePoints.SEGMENT_MIN)
          .append('\n');
    }
    for (History history : trend.histories()) {
      text.append('\n')
          .append(history.metric().name())
          .append("  ")
          .append(bars(history.values(), ascii ? ASCII_BARS : BARS))
          .append("  latest ")
          .append(Figures.figure(history.values().get(history.values().size() - 1)))
          .append(' ')
          .append(history.metric().unit())
          .append('\n');
      if (history.changes().isEmpty()) {
        text.append("  no change\n");
      }
      for (Change change : history.changes()) {
        text.append("  ").append(sentence(change, trend)).append('\n');
      }
    }
    return text.toString();
  }

  private static String sentence(Change change, Trend trend) {
    RunResult first = trend.runs().get(change.at());
    String options =
        change.options().isEmpty() ? "" : "; different: " + String.join(", ", change.options());
    return (change.size() > 0 ? "+" : "")
        + percent(change.size())
        + " ("
        + percent(change.interval().low())
        + " to "
        + percent(change.interval().high())
        + ") from "
        + PlainText.time(first.startEpochMs())
        + " on, run "
        + PlainText.safe(first.title())
        + PlainText.safe(options);
  }

  private static String percent(double share) {
    return Figures.fixed(share * 100, 1) + " %";
  }

  private static String bars(List<Double> values, String bars) {
    List<Double> shown = values.subList(Math.max(0, values.size() - BARS_MAX), values.size());
    double low = shown.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = shown.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    var line = new StringBuilder();
    for (double value : shown) {
      double share = high > low ? (value - low) / (high - low) : 0;
      line.append(bars.charAt((int) Math.round(share * (bars.length() - 1))));
    }
    return line.toString();
  }

  /** Returns it as JSON, schema {@code scaletest-trend}. */
  public static String json(Trend trend) {
    return JsonWriter.text(tree(trend)) + "\n";
  }

  /** Returns the same as a tree of maps and lists, for whoever embeds it. */
  public static Map<String, Object> tree(Trend trend) {
    var runs = new ArrayList<Object>();
    for (RunResult run : trend.runs()) {
      runs.add(
          JsonTree.of(
              "title", run.title(),
              "startEpochMs", run.startEpochMs(),
              "status", run.status().name()));
    }
    var metrics = new ArrayList<Object>();
    for (History history : trend.histories()) {
      var changes = new ArrayList<Object>();
      for (Change change : history.changes()) {
        changes.add(
            JsonTree.of(
                "at",
                (long) change.at(),
                "size",
                ComparisonOutput.decimal(change.size()),
                "interval",
                ComparisonOutput.decimals(
                    List.of(change.interval().low(), change.interval().high())),
                "options",
                new ArrayList<Object>(change.options())));
      }
      metrics.add(
          JsonTree.of(
              "name", history.metric().name(),
              "unit", history.metric().unit(),
              "lessIsBetter", history.metric().lessIsBetter(),
              "values", ComparisonOutput.decimals(history.values()),
              "changes", changes));
    }
    return JsonTree.of(
        "schema", "scaletest-trend",
        "schemaVersion", SCHEMA_VERSION,
        "runs", runs,
        "invalid", (long) trend.left(),
        "metrics", metrics);
  }
}
