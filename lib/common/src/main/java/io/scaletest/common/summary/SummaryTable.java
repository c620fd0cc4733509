package io.scaletest.common.summary;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A summary as people read it on a screen of 80 columns. */
final class SummaryTable {
  /** All but the last column: some terminals wrap as soon as that is filled. */
  static final int COLUMNS = 79;

  /** Errors beyond are in the JSON file. */
  private static final int ERRORS_SHOWN_MAX = 5;

  /** A count that says something even if it is 0. */
  private static final String ALWAYS_SHOWN = "errors";

  private static final String TOO_FEW = "–";
  private static final String COLUMN_GAP = "  ";
  private static final List<String> HEADER =
      List.of("", "count", "min", "p50", "p90", "p99", "p99.9", "max");

  private static final String RAREST = "p99.9";

  /** Columns to do without where a screen has no room for all; the files have them. */
  private static final List<String> LEAST_MISSED = List.of("min", "p90", RAREST);

  private SummaryTable() {}

  static String of(RunSummary summary) {
    var text = new StringBuilder();
    text.append(summary.tool()).append(' ').append(summary.runId());
    text.append("   ").append(summary.verdict().status()).append("   ");
    text.append(Figures.fixed(summary.duration().toMillis() / 1e3, 1)).append(" s\n");
    summary.verdict().load().ifPresent(load -> append(text, "  load ", load.text()));
    for (String reason : summary.verdict().reasons()) {
      append(text, "  ! ", reason);
    }
    for (RunSummary.Objective objective : summary.objectives()) {
      String measured = objective.what() + ": " + objective.measured();
      append(text, "  slo " + objective.status() + ": ", measured + ", limit " + objective.limit());
    }
    if (summary.lines().isEmpty()) {
      append(text, COLUMN_GAP, counts(summary));
    } else {
      appendLines(text, summary.lines());
    }
    appendLatencies(text, summary);
    appendErrors(text, summary.errors());
    appendFiles(text, summary.files());
    return text.toString();
  }

  /** Adds a text that goes on below its own beginning where it is longer than a line. */
  private static void append(StringBuilder text, String lead, String content) {
    String indent = " ".repeat(lead.length());
    int room = COLUMNS - lead.length();
    String rest = content;
    String before = lead;
    while (rest.length() > room) {
      int blank = rest.lastIndexOf(' ', room);
      // A word that is longer than a line is not cut: it may be a path, which people copy.
      int end = blank > 0 ? blank : rest.indexOf(' ');
      if (end < 0) {
        break;
      }
      text.append(before).append(rest, 0, end).append('\n');
      rest = rest.substring(end + 1);
      before = indent;
    }
    if (!rest.isEmpty()) {
      text.append(before).append(rest).append('\n');
    }
  }

  private static String counts(RunSummary summary) {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, Long> count : summary.counts().entrySet()) {
      boolean shown = !summary.isForFileOnly(count.getKey());
      if (shown && (count.getValue() != 0 || count.getKey().equals(ALWAYS_SHOWN))) {
        String words = words(count.getKey());
        parts.add(Figures.count(count.getValue(), singular(words), words));
      }
    }
    if (summary.achievedPerSecond().isPresent() && summary.verdict().load().isEmpty()) {
      parts.add(Figures.figure(summary.achievedPerSecond().getAsDouble()) + "/s");
    }
    return String.join(", ", parts);
  }

  private static void appendLines(StringBuilder text, Map<String, String> lines) {
    int width = width(lines);
    for (Map.Entry<String, String> line : lines.entrySet()) {
      append(text, COLUMN_GAP + padded(line.getKey(), width) + COLUMN_GAP, line.getValue());
    }
  }

  private static int width(Map<String, ?> labelled) {
    return labelled.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  private static String padded(String label, int width) {
    return label + " ".repeat(width - label.length());
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

  /** Returns {@code creates} as {@code create}; what does not end in a plural stays. */
  private static String singular(String words) {
    if (words.endsWith("ches")) {
      return words.substring(0, words.length() - 2);
    }
    return words.endsWith("s") && !words.endsWith(" ms")
        ? words.substring(0, words.length() - 1)
        : words;
  }

  /** A row without samples, or of nothing but zeros, has no information. */
  private static boolean saysSomething(LatencySummary of) {
    return of.count() > 0 && (of.minNs().getAsLong() != 0 || of.maxNs().getAsLong() != 0);
  }

  private static void appendLatencies(StringBuilder text, RunSummary summary) {
    List<RunSummary.Latency> latencies =
        summary.latencies().entrySet().stream()
            .filter(entry -> !summary.isForFileOnly(entry.getKey()))
            .map(Map.Entry::getValue)
            .filter(latency -> saysSomething(latency.summary()))
            .toList();
    if (latencies.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (RunSummary.Latency latency : latencies) {
      LatencySummary of = latency.summary();
      rows.add(
          List.of(
              latency.label(),
              Figures.count(of.count()),
              cell(of.minNs()),
              cell(of.p50Ns()),
              cell(of.p90Ns()),
              cell(of.p99Ns()),
              cell(of.p999Ns()),
              cell(of.maxNs())));
    }
    appendRows(text, rows);
  }

  /** Adds rows that fit on the screen: without the columns that are missed least, where need be. */
  private static void appendRows(StringBuilder text, List<List<String>> rows) {
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<Integer> shown = shown(rows, widths);
    // A label that leaves no room for its figures stands above them.
    boolean labelsAbove = columns(widths, shown) > COLUMNS;
    int first = labelsAbove ? 0 : widths[0];
    for (List<String> row : rows) {
      String label = row.get(0);
      text.append(label).append(labelsAbove && !label.isEmpty() ? "\n" : "");
      text.append(" ".repeat(labelsAbove ? 0 : first - label.length()));
      for (int column : shown) {
        String cell = row.get(column);
        text.append(COLUMN_GAP).append(" ".repeat(widths[column] - cell.length())).append(cell);
      }
      text.append('\n');
    }
  }

  private static List<Integer> shown(List<List<String>> rows, int[] widths) {
    List<Integer> shown = new ArrayList<>();
    for (int column = 1; column < widths.length; column++) {
      shown.add(column);
    }
    List<String> dropped = new ArrayList<>(LEAST_MISSED);
    int rarest = HEADER.indexOf(RAREST);
    if (rows.stream().skip(1).noneMatch(row -> !row.get(rarest).equals(TOO_FEW))) {
      dropped.remove(RAREST);
      dropped.add(0, RAREST);
    }
    for (String each : dropped) {
      if (columns(widths, shown) > COLUMNS) {
        shown.remove((Object) HEADER.indexOf(each));
      }
    }
    return shown;
  }

  private static int columns(int[] widths, List<Integer> shown) {
    int sum = widths[0];
    for (int column : shown) {
      sum += COLUMN_GAP.length() + widths[column];
    }
    return sum;
  }

  private static String cell(OptionalLong ns) {
    return ns.isPresent() ? DurationText.significant(ns.getAsLong()).replace(" ", "") : TOO_FEW;
  }

  private static void appendFiles(StringBuilder text, Map<String, Path> files) {
    int width = width(files);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      text.append(padded(file.getKey(), width)).append(COLUMN_GAP).append(file.getValue());
      text.append('\n');
    }
  }

  private static void appendErrors(StringBuilder text, Map<String, Long> errors) {
    int shown = 0;
    for (Map.Entry<String, Long> error : errors.entrySet()) {
      if (shown == ERRORS_SHOWN_MAX) {
        text.append("errors of ").append(errors.size() - shown).append(" more kinds\n");
        return;
      }
      // Whatever the server wrote, it stays within its lines.
      String message = error.getKey().replace('\n', ' ').replace('\r', ' ');
      append(text, Figures.count(error.getValue()) + " × ", message);
      shown++;
    }
  }
}
