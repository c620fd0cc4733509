package io.scaletest.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What the run measured, as the lines that the user reads at its end. */
final class Report {
  private static final double NS_PER_MS = 1e6;
  private static final String HEADER =
      String.format(
          Locale.ROOT,
          "  %-23s %8s %8s %8s %8s %8s %8s",
          "milliseconds",
          "min",
          "p50",
          "p90",
          "p99",
          "max",
          "samples");

  private Report() {}

  /** Returns the table of latencies. */
  static List<String> latencies(ToolSummary driver, ToolSummary logger) {
    var lines = new ArrayList<String>();
    lines.add(HEADER);
    lines.add(row("create  service time", driver.latency("create.service")));
    lines.add(row("        response time", driver.latency("create.response")));
    lines.add(row("delete  service time", driver.latency("delete.service")));
    lines.add(row("        response time", driver.latency("delete.response")));
    lines.add(row("lateness of the driver", driver.latency("lateness")));
    lines.add(row("notification of create", logger.latency("notification")));
    return lines;
  }

  /** Returns the rows of that table that hollow nodes have. */
  static List<String> latencies(ToolSummary nodes) {
    return List.of(
        row("lease   lateness", nodes.latency("lease.lateness")),
        row("        renewal", nodes.latency("lease.renewal")));
  }

  private static String row(String title, Latency latency) {
    return String.format(
        Locale.ROOT,
        "  %-23s %8s %8s %8s %8s %8s %8d",
        title,
        ms(latency.min()),
        ms(latency.p50()),
        ms(latency.p90()),
        ms(latency.p99()),
        ms(latency.max()),
        latency.count());
  }

  private static String ms(OptionalLong ns) {
    return ns.isPresent() ? String.format(Locale.ROOT, "%.2f", ns.getAsLong() / NS_PER_MS) : "-";
  }

  /**
   * Returns whether the run counts, and why not, and whether the load was carried.
   *
   * @param parts what each part of the run says, by name, in order
   */
  static List<String> verdict(Map<String, ToolSummary> parts) {
    var lines = new ArrayList<String>();
    lines.add(
        named(
            "verdict",
            parts.entrySet().stream()
                .map(part -> part.getKey() + " " + part.getValue().verdict())
                .collect(Collectors.joining(", "))));
    parts.forEach(
        (name, part) ->
            part.reasons().forEach(reason -> lines.add(named("", name + ": " + reason))));
    parts.values().stream()
        .filter(part -> !part.load().isEmpty())
        .forEach(part -> lines.add(named("load", part.load())));
    return lines;
  }

  /** Returns how the rows of driver and logger agree. */
  static List<String> agreement(SeenObjects driver, SeenObjects logger) {
    var lines = new ArrayList<String>();
    lines.add(
        named(
            "rows",
            String.format(
                Locale.ROOT,
                "driver: %d creates, %d deletes, %d failed",
                driver.created(),
                driver.deleted(),
                driver.failures())));
    lines.add(
        named(
            "",
            String.format(
                Locale.ROOT,
                "logger: %d creates, %d deletes, %d of them more than once",
                logger.created(),
                logger.deleted(),
                logger.repetitions())));
    lines.add(named("", comparison(driver, logger)));
    return lines;
  }

  private static String comparison(SeenObjects driver, SeenObjects logger) {
    if (agree(driver, logger)) {
      return "they agree: the logger saw each create and delete once";
    }
    return String.format(
        Locale.ROOT,
        "they differ: missed by the logger %d creates, %d deletes; by the driver %d, %d",
        logger.missingCreatesOf(driver),
        logger.missingDeletesOf(driver),
        driver.missingCreatesOf(logger),
        driver.missingDeletesOf(logger));
  }

  /** Returns whether both files tell of the same creates and deletes, each once. */
  static boolean agree(SeenObjects driver, SeenObjects logger) {
    return logger.missingCreatesOf(driver) == 0
        && logger.missingDeletesOf(driver) == 0
        && driver.missingCreatesOf(logger) == 0
        && driver.missingDeletesOf(logger) == 0
        && logger.repetitions() == 0
        && driver.repetitions() == 0;
  }

  /** Returns where the files of the run are. */
  static List<String> files(QuickstartPlan plan) {
    return List.of(
        named("look at", plan.file(QuickstartPlan.PAGE).toString()),
        named("files", plan.folder() + "/"),
        named("", "*.csv            a row for each request, and for each notification"),
        named("", "*.summary.json   these figures and more"),
        named("", "*.hlog           the histograms of each second"));
  }

  private static String named(String title, String text) {
    return String.format(Locale.ROOT, "  %-9s %s", title, text);
  }
}
