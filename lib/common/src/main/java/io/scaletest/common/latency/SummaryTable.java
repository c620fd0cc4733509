package io.scaletest.common.latency;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A summary as people read it on a screen. */
final class SummaryTable {
  /** Errors beyond are in the JSON file. */
  private static final int ERRORS_SHOWN_MAX = 5;

  /** A count that says something even if it is 0. */
  private static final String ALWAYS_SHOWN = "errors";

  private static final String TOO_FEW = "–";
  private static final String COLUMN_GAP = "  ";
  private static final List<String> HEADER =
      List.of("", "count", "min", "p50", "p90", "p99", "p99.9", "max");

  private SummaryTable() {}

  static String of(RunSummary summary) {
    var text = new StringBuilder();
    appendTitle(text, summary);
    for (String reason : summary.verdict().reasons()) {
      text.append(COLUMN_GAP).append("! ").append(reason).append('\n');
    }
    appendLatencies(text, summary.latencies());
    appendErrors(text, summary.errors());
    appendFiles(text, summary.files());
    return text.toString();
  }

  private static void appendTitle(StringBuilder text, RunSummary summary) {
    text.append(summary.tool()).append(' ').append(summary.runId());
    text.append("   ").append(summary.verdict().status()).append("   ");
    text.append(Decimals.fixed(summary.duration().toMillis() / 1e3, 1)).append(" s");
    for (Map.Entry<String, Long> count : summary.counts().entrySet()) {
      if (count.getValue() != 0 || count.getKey().equals(ALWAYS_SHOWN)) {
        text.append(", ").append(count.getValue()).append(' ').append(words(count.getKey()));
      }
    }
    if (summary.achievedPerSecond().isPresent()) {
      double achieved = summary.achievedPerSecond().getAsDouble();
      text.append(", ").append(Decimals.fixed(achieved, 1)).append("/s");
      if (summary.targetPerSecond().isPresent()) {
        double target = summary.targetPerSecond().getAsDouble();
        text.append(" of ").append(Decimals.fixed(target, 1)).append("/s");
      }
    }
    text.append('\n');
  }

  /** Returns {@code createErrors} as {@code create errors}. */
  private static String words(String camelCase) {
    var words = new StringBuilder();
    for (char c : camelCase.toCharArray()) {
      if (Character.isUpperCase(c)) {
        words.append(' ');
      }
      words.append(Character.toLowerCase(c));
    }
    return words.toString();
  }

  private static void appendLatencies(
      StringBuilder text, Map<String, RunSummary.Latency> latencies) {
    if (latencies.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (RunSummary.Latency latency : latencies.values()) {
      LatencySummary of = latency.summary();
      rows.add(
          List.of(
              latency.label(),
              Long.toString(of.count()),
              cell(of.minNs()),
              cell(of.p50Ns()),
              cell(of.p90Ns()),
              cell(of.p99Ns()),
              cell(of.p999Ns()),
              cell(of.maxNs())));
    }
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    for (List<String> row : rows) {
      text.append(row.get(0)).append(" ".repeat(widths[0] - row.get(0).length()));
      for (int column = 1; column < widths.length; column++) {
        String cell = row.get(column);
        text.append(COLUMN_GAP).append(" ".repeat(widths[column] - cell.length())).append(cell);
      }
      text.append('\n');
    }
  }

  private static String cell(OptionalLong ns) {
    return ns.isPresent() ? Decimals.duration(ns.getAsLong()) : TOO_FEW;
  }

  private static void appendFiles(StringBuilder text, Map<String, Path> files) {
    int width = files.keySet().stream().mapToInt(String::length).max().orElse(0);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      text.append(file.getKey()).append(" ".repeat(width - file.getKey().length()));
      text.append(COLUMN_GAP).append(file.getValue()).append('\n');
    }
  }

  private static void appendErrors(StringBuilder text, Map<String, Long> errors) {
    int shown = 0;
    for (Map.Entry<String, Long> error : errors.entrySet()) {
      if (shown == ERRORS_SHOWN_MAX) {
        text.append("errors of ").append(errors.size() - shown).append(" more kinds\n");
        return;
      }
      text.append(error.getValue()).append(" × ");
      // One line each, whatever the server wrote.
      text.append(error.getKey().replace('\n', ' ').replace('\r', ' ')).append('\n');
      shown++;
    }
  }
}
