package io.scaletest.report.output;

import io.scaletest.common.text.Figures;
import io.scaletest.report.model.ErrorKind;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;

/** A report for a pull request: a sentence, a small table, the rest folded away. */
public final class MarkdownOutput {
  /** By which a bot finds its own last comment. */
  static final String MARKER = "<!-- scaletest-report -->";

  private static final int LENGTH_MAX = 60_000;

  private final StringBuilder text = new StringBuilder();

  private MarkdownOutput() {}

  /** Returns the text, at most 60 KB. */
  public static String of(Report report) {
    var output = new MarkdownOutput();
    output.line(MARKER);
    report.runs().forEach(output::run);
    return output.text.length() <= LENGTH_MAX
        ? output.text.toString()
        : output.text.substring(0, LENGTH_MAX) + "\n\n… cut\n";
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void run(RunResult run) {
    line("**" + escaped(RunWords.verdict(run)) + "**");
    line("");
    if (!run.objectives().isEmpty()) {
      line("| objective | | limit | found |");
      line("|---|---|---|---|");
      for (ObjectiveResult each : run.objectives()) {
        line(row(each.name(), each.outcome().name(), each.limit(), each.value()));
      }
      line("");
    }
    line("<details><summary>Run " + escaped(run.title()) + "</summary>");
    line("");
    for (Finding finding : run.findings()) {
      line(
          "- "
              + finding.status()
              + ", "
              + escaped(finding.about() + ": " + finding.reason())
              + " ("
              + escaped(finding.by())
              + ")");
    }
    run.load().forEach(load -> line("- load " + escaped(load)));
    run.tools()
        .forEach(
            tool ->
                tool.replay().ifPresent(replay -> line("- " + escaped(RunWords.replay(replay)))));
    line("");
    figures(run);
    for (ErrorKind error : run.errors()) {
      line(
          "- "
              + Figures.count(error.count())
              + " × "
              + error.operation()
              + ": "
              + escaped(error.text()));
    }
    run.watchers()
        .forEach(
            view -> {
              line("- " + escaped(view.file()) + ": " + RunWords.watcher(view));
              view.clock().ifPresent(clock -> line("  - " + escaped(RunWords.clock(clock))));
            });
    run.unknown().forEach(each -> line("- not known: " + escaped(each)));
    line("");
    line("</details>");
    line("");
  }

  private void figures(RunResult run) {
    line("| operation | requests | failed | rate |");
    line("|---|--:|--:|--:|");
    for (OperationResult operation : run.operations()) {
      line(
          row(
              operation.name(),
              Figures.count(operation.count()),
              Figures.count(operation.failed()),
              RunWords.rate(operation)));
    }
    line("");
    line("| milliseconds | p50 | p90 | p99 | max | samples |");
    line("|---|--:|--:|--:|--:|--:|");
    for (Series series : run.series()) {
      line(
          row(
              series.name() + " (" + series.by() + ")",
              RunWords.percentile(series, 50),
              RunWords.percentile(series, 90),
              RunWords.percentile(series, 99),
              series.total().maxNs().isPresent()
                  ? PlainText.ms(series.total().maxNs().getAsLong())
                  : "-",
              Figures.count(series.total().count())));
    }
    line("");
  }

  static String row(String... cells) {
    var row = new StringBuilder("|");
    for (String cell : cells) {
      row.append(' ').append(escaped(cell)).append(" |");
    }
    return row.toString();
  }

  /** Nothing of a file becomes markup, a mention or a link. */
  static String escaped(String text) {
    var escaped = new StringBuilder();
    PlainText.safe(text)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '@' -> escaped.append("@\u200B");
                case '|', '`', '*', '_', '[', ']', '\\', '#', '~', '!' ->
                    escaped.append('\\').appendCodePoint(c);
                default -> escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }
}
