package io.scaletest.report.output;

import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.ErrorKind;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Replay;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ServerFigure;
import io.scaletest.report.model.ServerTimes;
import io.scaletest.report.model.SourceFile;
import io.scaletest.report.model.Totals;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A report for a terminal: the verdict first, then why, then figures and a plot in characters. */
public final class TextOutput {
  private static final int ERRORS_MAX = 10;
  private static final int MARKS_MAX = 10;
  private static final int LEFT_OUT_MAX = 5;

  private final boolean ascii;
  private final StringBuilder text = new StringBuilder();

  private TextOutput(boolean ascii) {
    this.ascii = ascii;
  }

  /**
   * Returns the text.
   *
   * @param ascii whether plots must do with ASCII
   */
  public static String of(Report report, boolean ascii) {
    var output = new TextOutput(ascii);
    report.runs().forEach(output::run);
    output.leftOut(report.strangers());
    return output.text.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void run(RunResult run) {
    line("run " + PlainText.safe(run.title()) + ", " + PlainText.time(run.startEpochMs()) + " UTC");
    line(RunWords.verdict(run));
    if (run.status() != Verdict.Status.VALID) {
      line("  " + RunWords.done(run));
    }
    for (Finding finding : run.findings()) {
      line(
          "  "
              + finding.status()
              + "  "
              + finding.about()
              + ": "
              + PlainText.safe(finding.reason())
              + " ("
              + PlainText.safe(finding.by())
              + ")");
    }
    run.load().forEach(load -> line("  load " + PlainText.safe(load)));
    run.tools().forEach(tool -> tool.replay().ifPresent(this::replay));
    objectives(run);
    operations(run);
    series(run);
    heatMap(run);
    disturbances(run);
    marks(run);
    serverTimes(run);
    errors(run);
    watchers(run);
    server(run);
    leftOut(run.files());
    line("");
    line("intended times: " + run.intendedTimes());
    run.unknown().stream()
        .filter(each -> !each.startsWith("intended times"))
        .forEach(each -> line("not known: " + PlainText.safe(each)));
    line("");
  }

  private void replay(Replay replay) {
    line("  " + RunWords.replay(replay));
    line("");
    var table = new TextTable();
    table.row("replay", "recorded", "replayed", "as recorded");
    for (Replay.OfVerb verb : replay.verbs()) {
      table.row(
          PlainText.safe(verb.verb()),
          Figures.count(verb.recorded()),
          Figures.count(verb.replayed()),
          Figures.count(verb.asRecorded()));
    }
    table.appendTo(text);
    int shown = Math.min(ERRORS_MAX, replay.codes().size());
    for (Replay.OtherCode code : replay.codes().subList(0, shown)) {
      line(
          "  "
              + Figures.count(code.requests())
              + " × "
              + PlainText.safe(code.verb())
              + " "
              + code.recorded()
              + ", now "
              + (code.replayed() == 0 ? "no answer" : code.replayed()));
    }
  }

  private void objectives(RunResult run) {
    if (run.objectives().isEmpty()) {
      return;
    }
    line("");
    var table = new TextTable();
    table.row("objective", "", "limit", "found", "of");
    for (ObjectiveResult each : run.objectives()) {
      table.row(
          PlainText.safe(each.name()),
          each.outcome().name(),
          each.limit(),
          each.value(),
          PlainText.safe(each.measuredOn()));
    }
    table.appendTo(text);
  }

  private void operations(RunResult run) {
    if (run.operations().isEmpty()) {
      return;
    }
    line("");
    var table = new TextTable();
    table.row("operation", "requests", "failed", "rate");
    for (OperationResult operation : run.operations()) {
      table.row(
          operation.name(),
          Figures.count(operation.count()),
          Figures.count(operation.failed()),
          RunWords.rate(operation));
    }
    table.appendTo(text);
  }

  private void series(RunResult run) {
    if (run.series().isEmpty()) {
      return;
    }
    line("");
    var table = new TextTable();
    table.row("milliseconds", "min", "p50", "p90", "p99", "p99.9", "max", "samples");
    for (Series series : run.series()) {
      Totals total = series.total();
      table.row(
          PlainText.safe(series.name() + (series.by().equals("driver") ? "" : " " + series.by())),
          total.minNs().isPresent() ? PlainText.ms(total.minNs().getAsLong()) : "-",
          RunWords.plainPercentile(series, 50),
          RunWords.plainPercentile(series, 90),
          RunWords.percentile(series, 99),
          RunWords.plainPercentile(series, 99.9),
          total.maxNs().isPresent() ? PlainText.ms(total.maxNs().getAsLong()) : "-",
          Figures.count(total.count()));
    }
    table.appendTo(text);
  }

  /** One plot: of what users wait for, where that is known. */
  private void heatMap(RunResult run) {
    Optional<Series> plotted =
        run.series().stream()
            .filter(each -> each.columns().stream().anyMatch(column -> column.total() > 0))
            .min(Comparator.comparing(Series::quantity));
    if (plotted.isPresent()) {
      line("");
      line(
          "  "
              + PlainText.safe(plotted.get().name())
              + " over "
              + Figures.figure(run.seconds())
              + " s");
      new HeatMapText(ascii).appendTo(text, plotted.get());
    }
  }

  /** Of each operation, since the slowest is what is looked for. */
  private void serverTimes(RunResult run) {
    for (ServerTimes times : run.serverTimes()) {
      line("");
      line(
          "  "
              + times.operation()
              + ", mean by client (C) and API server (S), "
              + PlainText.safe(times.request()));
      new ServerTimesText(ascii).appendTo(text, times);
    }
  }

  private void disturbances(RunResult run) {
    run.disturbances()
        .forEach(
            each ->
                line(
                    "  from "
                        + seconds(run, each.fromEpochMs())
                        + " to "
                        + seconds(run, each.toEpochMs())
                        + ": "
                        + each.text()));
  }

  private void marks(RunResult run) {
    int shown = Math.min(MARKS_MAX, run.marks().size());
    run.marks()
        .subList(0, shown)
        .forEach(
            each ->
                line(
                    "  at "
                        + seconds(run, each.epochMs())
                        + ": "
                        + PlainText.safe(each.who() + " " + each.text())));
    if (run.marks().size() > shown) {
      line("  and " + (run.marks().size() - shown) + " more");
    }
  }

  private static String seconds(RunResult run, long epochMs) {
    return Figures.fixed((epochMs - run.startEpochMs()) / 1e3, 1) + " s";
  }

  private void errors(RunResult run) {
    if (run.errors().isEmpty()) {
      return;
    }
    line("");
    for (ErrorKind error : run.errors().subList(0, Math.min(ERRORS_MAX, run.errors().size()))) {
      line(
          "  "
              + Figures.count(error.count())
              + " × "
              + error.operation()
              + ": "
              + PlainText.safe(error.text())
              + ", from "
              + seconds(run, error.firstEpochMs())
              + " to "
              + seconds(run, error.lastEpochMs()));
    }
    if (run.errors().size() > ERRORS_MAX) {
      line("  and " + (run.errors().size() - ERRORS_MAX) + " more kinds");
    }
  }

  private void watchers(RunResult run) {
    if (run.watchers().isEmpty() && run.clocks().isEmpty()) {
      return;
    }
    line("");
    run.watchers()
        .forEach(
            view -> {
              line("  " + PlainText.safe(view.file()) + ": " + RunWords.watcher(view));
              view.clock().ifPresent(clock -> line("    " + RunWords.clock(clock)));
            });
    run.clocks().forEach(clock -> line("  " + RunWords.clock(clock)));
  }

  private void server(RunResult run) {
    if (run.server().isEmpty()) {
      return;
    }
    line("");
    var table = new TextTable();
    table.row("the API server's own view", "", "");
    for (ServerFigure figure : run.server()) {
      table.row(
          PlainText.safe(figure.name()),
          Figures.figure(figure.value()),
          figure.unit().equals("1") ? "" : figure.unit());
    }
    table.appendTo(text);
  }

  private void leftOut(List<SourceFile> files) {
    for (SourceFile file : files) {
      for (String reason :
          file.leftOut().subList(0, Math.min(LEFT_OUT_MAX, file.leftOut().size()))) {
        line("  left out: " + PlainText.safe(file.path()) + ": " + PlainText.safe(reason));
      }
      if (file.leftOutCount() > LEFT_OUT_MAX) {
        line(
            "  left out: "
                + PlainText.safe(file.path())
                + ": "
                + Figures.count(file.leftOutCount() - LEFT_OUT_MAX)
                + " more");
      }
      if (file.kind().equals("unknown") && file.leftOutCount() == 0) {
        line("  left out: " + PlainText.safe(file.path()) + ": no file of the tools");
      }
    }
  }
}
