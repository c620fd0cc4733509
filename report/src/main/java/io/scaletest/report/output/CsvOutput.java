package io.scaletest.report.output;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.Replay;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ServerTimes;
import io.scaletest.report.model.ToolMemory;
import io.scaletest.report.model.ToolRun;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The data of every plot as CSV (RFC 4180), a file each with a header: times in milliseconds since
 * 1970 UTC, latencies in milliseconds.
 */
public final class CsvOutput {
  private static final double NS_PER_MS = 1e6;

  /** A percentile of a column needs ten samples beyond. */
  private static final double SAMPLES_BEYOND_MIN = 10;

  private static final double[] CDF = {
    1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 99.5, 99.9, 99.95, 99.99
  };

  private CsvOutput() {}

  /** Returns the files' contents by name. */
  public static Map<String, String> of(Report report) {
    var files = new LinkedHashMap<String, StringBuilder>();
    begin(files, "latency.csv", "run,series,by,epochMs,count,p50,p90,p99,max");
    begin(files, "heat.csv", "run,series,by,epochMs,fromMs,toMs,count");
    begin(files, "cdf.csv", "run,series,by,percentile,ms");
    begin(files, "percentiles.csv", "run,series,by,percentile,ms,lowMs,highMs");
    begin(files, "rates.csv", "run,operation,epochMs,due,sent,succeeded,failed");
    begin(
        files,
        "replay.csv",
        "run,tool,epochMs,recorded,replayed,recordedInFlight,replayedInFlight,recordedWatches,"
            + "replayedWatches");
    begin(
        files,
        "server.csv",
        "run,operation,request,fromEpochMs,toEpochMs,clientCount,clientMs,serverCount,serverMs,"
            + "serverP99Ms,etcdMs,queueMs");
    begin(files, "population.csv", "run,epochMs,objects");
    begin(files, "memory.csv", "run,who,epochMs,residentBytes");
    begin(files, "errors.csv", "run,operation,text,count,firstEpochMs,lastEpochMs");
    begin(files, "notifications.csv", "run,file,what,count");
    report.runs().forEach(run -> run(files, run));
    var contents = new LinkedHashMap<String, String>();
    files.forEach((name, text) -> contents.put(name, text.toString()));
    return contents;
  }

  private static void begin(Map<String, StringBuilder> files, String name, String header) {
    files.put(name, new StringBuilder(header).append("\r\n"));
  }

  private static void run(Map<String, StringBuilder> files, RunResult run) {
    for (Series series : run.series()) {
      latency(files.get("latency.csv"), run, series);
      heat(files.get("heat.csv"), run, series);
      cdf(files.get("cdf.csv"), run, series);
      percentiles(files.get("percentiles.csv"), run, series);
    }
    for (OperationResult each : run.operations()) {
      for (int i = 0; i < run.axis().columns(); i++) {
        row(
            files.get("rates.csv"),
            run.title(),
            each.name(),
            run.axis().fromEpochMs(i),
            each.due().size() == 0 ? "" : each.due().at(i),
            each.sent().at(i),
            each.succeeded().at(i),
            each.failures().at(i));
      }
    }
    for (ToolRun tool : run.tools()) {
      tool.replay().ifPresent(replay -> replay(files.get("replay.csv"), run, tool, replay));
    }
    run.memories().forEach((who, memory) -> memory(files.get("memory.csv"), run, who, memory));
    run.serverTimes().forEach(times -> serverTimes(files.get("server.csv"), run, times));
    for (int i = 0; i < run.population().size(); i++) {
      row(
          files.get("population.csv"),
          run.title(),
          run.axis().fromEpochMs(i),
          run.population().at(i));
    }
    run.errors()
        .forEach(
            each ->
                row(
                    files.get("errors.csv"),
                    run.title(),
                    each.operation(),
                    each.text(),
                    each.count(),
                    each.firstEpochMs(),
                    each.lastEpochMs()));
    run.watchers()
        .forEach(
            view ->
                view.counts()
                    .forEach(
                        (what, count) ->
                            row(
                                files.get("notifications.csv"),
                                run.title(),
                                view.file(),
                                what,
                                count)));
  }

  private static void memory(StringBuilder file, RunResult run, String who, ToolMemory memory) {
    for (int i = 0; i < memory.bytes().size(); i++) {
      row(file, run.title(), who, memory.epochMs(i), memory.bytes().get(i));
    }
  }

  private static void replay(StringBuilder file, RunResult run, ToolRun tool, Replay replay) {
    Replay.Windows windows = replay.windows();
    for (int i = 0; i < windows.recorded().size(); i++) {
      row(
          file,
          run.title(),
          tool.tool(),
          run.startEpochMs() + Math.round(i * replay.windowSeconds() * 1e3),
          number(windows.recorded().get(i)),
          number(windows.replayed().get(i)),
          number(windows.recordedInFlight().get(i)),
          number(windows.replayedInFlight().get(i)),
          number(windows.recordedWatches().get(i)),
          number(windows.replayedWatches().get(i)));
    }
  }

  private static void serverTimes(StringBuilder file, RunResult run, ServerTimes times) {
    for (ServerTimes.Step step : times.steps()) {
      row(
          file,
          run.title(),
          times.operation(),
          times.request(),
          step.fromEpochMs(),
          step.toEpochMs(),
          step.clientCount(),
          number(step.clientMs()),
          step.serverCount().isPresent() ? step.serverCount().getAsLong() : "",
          number(step.serverMs()),
          number(step.serverP99Ms()),
          number(step.etcdMs()),
          number(step.queueMs()));
    }
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  private static void latency(StringBuilder file, RunResult run, Series series) {
    for (int i = 0; i < series.columns().size(); i++) {
      BinCounts column = series.columns().get(i);
      if (column.total() > 0) {
        row(
            file,
            run.title(),
            series.name(),
            series.by(),
            run.axis().fromEpochMs(i),
            column.total(),
            quantile(column, 0.5),
            quantile(column, 0.9),
            quantile(column, 0.99),
            ms(column.maxNs().orElseThrow()));
      }
    }
  }

  private static String quantile(BinCounts column, double share) {
    OptionalLong ns =
        column.total() * (1 - share) >= SAMPLES_BEYOND_MIN - 1e-9
            ? column.quantileNs(share)
            : OptionalLong.empty();
    return ns.isPresent() ? ms(ns.getAsLong()) : "";
  }

  private static void heat(StringBuilder file, RunResult run, Series series) {
    for (int i = 0; i < series.columns().size(); i++) {
      BinCounts column = series.columns().get(i);
      for (int j = 0; j < column.size(); j++) {
        int bin = column.bin(j);
        double from = Bins.magnitudeFromNs(bin);
        double to = from == 0 ? Bins.BASE_NS : from * Bins.RATIO;
        row(
            file,
            run.title(),
            series.name(),
            series.by(),
            run.axis().fromEpochMs(i),
            ms(bin < 0 ? -to : from),
            ms(bin < 0 ? -from : to),
            column.count(j));
      }
    }
  }

  private static void cdf(StringBuilder file, RunResult run, Series series) {
    BinCounts all = series.sum();
    for (double percentile : CDF) {
      String ms = quantile(all, percentile / 100);
      if (!ms.isEmpty()) {
        row(file, run.title(), series.name(), series.by(), number(percentile), ms);
      }
    }
  }

  private static void percentiles(StringBuilder file, RunResult run, Series series) {
    for (Percentile each : series.total().percentiles()) {
      row(
          file,
          run.title(),
          series.name(),
          series.by(),
          number(each.level()),
          ms(each.valueNs()),
          each.interval().map(interval -> ms(interval.low())).orElse(""),
          each.interval().map(interval -> ms(interval.high())).orElse(""));
    }
  }

  private static String ms(double ns) {
    return number(ns / NS_PER_MS);
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.6f", value);
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static void row(StringBuilder file, Object... cells) {
    for (int i = 0; i < cells.length; i++) {
      file.append(i == 0 ? "" : ",").append(cell(cells[i]));
    }
    file.append("\r\n");
  }

  /** Spreadsheets run a cell that begins like a formula; a number is one all the same. */
  private static String cell(Object value) {
    String text = String.valueOf(value);
    if (text.matches("-?[0-9]+(\\.[0-9]+)?")) {
      return text;
    }
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    String safe = PlainText.safe(formula ? "'" + text : text);
    boolean quoted = safe.indexOf('"') >= 0 || safe.indexOf(',') >= 0 || formula;
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
