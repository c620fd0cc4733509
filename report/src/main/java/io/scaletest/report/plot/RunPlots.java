package io.scaletest.report.plot;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.operation.Operation;
import io.scaletest.report.model.Counts;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Replay;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ServerTimes;
import io.scaletest.report.model.ToolRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** The plots that a run's data are enough for. */
final class RunPlots {
  private static final double NS_PER_MS = 1e6;
  private static final double BYTES_PER_MB = 1e6;
  private static final int HEAT_GROUP = 5;
  private static final int SERIES_MAX = 20;
  private static final double NINES_MAX = 4;
  private static final double NINES_STEP = 0.02;
  private static final int SAMPLES_BEYOND_MIN = 10;
  private static final double HEADROOM = 1.08;

  private final RunResult run;
  private final double seconds;
  private final double[] edges;
  private final List<double[]> shaded;

  private RunPlots(RunResult run) {
    this.run = run;
    double width = run.axis().widthSeconds();
    this.seconds = run.axis().columns() * width;
    this.edges = new double[run.axis().columns() + 1];
    Arrays.setAll(edges, i -> i * width);
    this.shaded =
        run.disturbances().stream()
            .map(each -> new double[] {since(each.fromEpochMs()), since(each.toEpochMs())})
            .toList();
  }

  private double since(long epochMs) {
    return (epochMs - run.axis().startEpochMs()) / 1e3;
  }

  /** Returns the plots; none of a run without columns. */
  static List<Plot> of(RunResult run) {
    return run.axis().columns() == 0 ? List.of() : new RunPlots(run).all();
  }

  private List<Plot> all() {
    var plots = new ArrayList<Plot>();
    List<Series> shown =
        run.series().stream()
            .filter(series -> series.columns().stream().anyMatch(column -> column.total() > 0))
            .filter(RunPlots::isMain)
            .limit(SERIES_MAX)
            .toList();
    for (Series series : shown) {
      plots.add(bands(series));
      plots.add(heatMap(series));
    }
    if (!shown.isEmpty()) {
      plots.add(distribution(shown));
    }
    if (!run.operations().isEmpty()) {
      plots.add(rate());
      plots.add(errors());
    }
    run.serverTimes().forEach(times -> plots.add(server(times)));
    for (ToolRun tool : run.tools()) {
      tool.replay().ifPresent(replay -> plots.addAll(replay(replay)));
    }
    if (run.population().size() > 0) {
      double[] objects = run.population().stream().asDoubleStream().toArray();
      plots.add(numbers("population", "Population", List.of(line("objects", 0, objects))));
    }
    if (!run.memories().isEmpty()) {
      plots.add(numbers("memory", "Resident memory of the tools, MB", memory()));
    }
    return plots;
  }

  private static boolean isMain(Series series) {
    return switch (series.quantity()) {
      case RESPONSE, SERVICE, NOTIFICATION, LATENESS -> true;
      default -> false;
    };
  }

  private static String title(Series series) {
    String of = series.operation().isEmpty() ? "" : " of " + Operation.pluralOf(series.operation());
    return switch (series.quantity()) {
      case RESPONSE -> "Response time" + of;
      case SERVICE -> "Service time" + of;
      case NOTIFICATION -> "Notification" + of + ", " + series.by();
      default -> "Lateness of the driver";
    };
  }

  private static String fileName(Series series) {
    return series.quantity() == SeriesName.Quantity.NOTIFICATION
        ? series.name() + "-" + series.by()
        : series.name();
  }

  private Plot bands(Series series) {
    Plot.Axis y = latencies(List.of(series));
    List<Windows.Window> windows = Windows.of(run, series, 0.9);
    List<Windows.Window> wide = Windows.of(run, series, 0.99);
    List<Plot.Line> lines =
        List.of(
            line("p50", 0, over(windows, each -> Windows.quantile(each, 0.5))),
            dashed("p90", 0, over(windows, each -> Windows.quantile(each, 0.9))),
            line("p99 of 1,000 or more", 3, over(wide, each -> Windows.quantile(each, 0.99))),
            dotted("max", 4, over(windows, BinCounts::maxNs)));
    return new Plot(fileName(series), title(series), time(), y, lines, Optional.empty(), shaded);
  }

  private double[] over(List<Windows.Window> windows, Function<BinCounts, OptionalLong> value) {
    var values = new double[run.axis().columns()];
    Arrays.fill(values, Double.NaN);
    for (Windows.Window window : windows) {
      OptionalLong ns = value.apply(window.counts());
      if (ns.isPresent()) {
        Arrays.fill(values, window.from(), window.to(), ns.getAsLong() / NS_PER_MS);
      }
    }
    return values;
  }

  private Plot heatMap(Series series) {
    Plot.Axis y = latencies(List.of(series));
    int first = Math.floorDiv(Bins.of(Math.round(y.low() * NS_PER_MS * 1.0001)) - 1, HEAT_GROUP);
    int last = Math.floorDiv(Bins.of(Math.round(y.high() * NS_PER_MS * 0.9999)) - 1, HEAT_GROUP);
    int rows = last - first + 1;
    var counts = new long[series.columns().size()][rows];
    for (int i = 0; i < counts.length; i++) {
      BinCounts column = series.columns().get(i);
      for (int k = 0; k < column.size(); k++) {
        int row = Math.floorDiv(column.bin(k) - 1, HEAT_GROUP) - first;
        counts[i][Math.max(0, Math.min(rows - 1, row))] += column.count(k);
      }
    }
    double low = Bins.magnitudeFromNs(first * HEAT_GROUP + 1) / NS_PER_MS;
    return new Plot(
        fileName(series) + "-heat-map",
        title(series) + ", every one",
        time(),
        y,
        List.of(),
        Optional.of(new Plot.Cells(counts, rows, low, Math.pow(Bins.RATIO, HEAT_GROUP))),
        shaded);
  }

  private Plot distribution(List<Series> shown) {
    var lines = new ArrayList<Plot.Line>();
    for (Series series : shown) {
      BinCounts all = series.sum();
      var x = new double[(int) Math.round(NINES_MAX / NINES_STEP) + 1];
      var y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = i * NINES_STEP;
        double beyond = Math.pow(10, -x[i]);
        y[i] =
            all.total() * beyond < SAMPLES_BEYOND_MIN
                ? Double.NaN
                : all.quantileNs(1 - beyond).orElse(0) / NS_PER_MS;
      }
      lines.add(
          new Plot.Line(
              title(series),
              lines.size(),
              Plot.Dash.values()[lines.size() % Plot.Dash.values().length],
              x,
              y));
    }
    return new Plot(
        "distribution",
        "Latency by percentile",
        new Plot.Axis(Plot.Scale.NINES, 0, NINES_MAX),
        latencies(shown),
        lines,
        Optional.empty(),
        List.of());
  }

  private Plot rate() {
    var lines = new ArrayList<Plot.Line>();
    List<OperationResult> operations = run.operations();
    if (operations.stream().allMatch(each -> each.due().size() > 0)) {
      lines.add(dashed("due", 1, perSecond(operations, OperationResult::due)));
    }
    lines.add(dotted("sent", 2, perSecond(operations, OperationResult::sent)));
    lines.add(line("succeeded", 0, perSecond(operations, OperationResult::succeeded)));
    return numbers("rate", "Requests a second", lines);
  }

  private Plot errors() {
    List<Plot.Line> lines =
        run.operations().stream()
            .map(
                each ->
                    line(
                        each.name(),
                        run.operations().indexOf(each) + 1,
                        perSecond(List.of(each), OperationResult::failures)))
            .toList();
    return numbers("errors", "Failed requests a second", lines);
  }

  private Plot server(ServerTimes times) {
    List<ServerTimes.Step> steps = times.steps();
    var from = new double[steps.size() + 1];
    Arrays.setAll(
        from,
        i -> since(i < steps.size() ? steps.get(i).fromEpochMs() : steps.get(i - 1).toEpochMs()));
    var lines = new ArrayList<Plot.Line>();
    lines.add(line("client, mean", 0, Plot.Dash.SOLID, from, steps, ServerTimes.Step::clientMs));
    lines.add(
        line("API server, mean", 1, Plot.Dash.DASHED, from, steps, ServerTimes.Step::serverMs));
    lines.add(
        line("API server, p99", 3, Plot.Dash.DOTTED, from, steps, ServerTimes.Step::serverP99Ms));
    lines.add(line("etcd, mean", 2, Plot.Dash.DOTTED, from, steps, ServerTimes.Step::etcdMs));
    lines.add(
        line(
            "wait in " + times.queue() + ", mean",
            4,
            Plot.Dash.DOTTED,
            from,
            steps,
            ServerTimes.Step::queueMs));
    lines.removeIf(line -> Arrays.stream(line.y()).allMatch(Double::isNaN));
    DoubleSummaryStatistics range =
        lines.stream()
            .flatMapToDouble(line -> Arrays.stream(line.y()))
            .filter(ms -> ms > 0)
            .summaryStatistics();
    return new Plot(
        "server-" + times.operation(),
        "Client against server: " + Operation.pluralOf(times.operation()) + ", " + times.request(),
        time(),
        powers(range.getMin(), range.getMax()),
        lines,
        Optional.empty(),
        shaded);
  }

  private static Plot.Line line(
      String label,
      int hue,
      Plot.Dash dash,
      double[] from,
      List<ServerTimes.Step> steps,
      Function<ServerTimes.Step, OptionalDouble> value) {
    double[] y = steps.stream().mapToDouble(step -> value.apply(step).orElse(Double.NaN)).toArray();
    return new Plot.Line(label, hue, dash, from, y);
  }

  private List<Plot> replay(Replay replay) {
    Replay.Windows windows = replay.windows();
    double width = replay.windowSeconds();
    var from = new double[windows.recorded().size() + 1];
    Arrays.setAll(from, i -> Math.min(seconds, since(run.startEpochMs()) + i * width));
    return List.of(
        numbers(
            "replay-rate",
            "Requests a second, recorded and replayed",
            List.of(
                steps("recorded", 1, Plot.Dash.DASHED, from, windows.recorded(), 1 / width),
                steps("replayed", 0, Plot.Dash.SOLID, from, windows.replayed(), 1 / width))),
        numbers(
            "replay-in-flight",
            "Requests in flight, recorded and replayed",
            List.of(
                steps("recorded", 1, Plot.Dash.DASHED, from, windows.recordedInFlight(), 1),
                steps("replayed", 0, Plot.Dash.SOLID, from, windows.replayedInFlight(), 1))));
  }

  private List<Plot.Line> memory() {
    var lines = new ArrayList<Plot.Line>();
    run.memories()
        .forEach(
            (who, memory) -> {
              var from = new double[memory.bytes().size() + 1];
              Arrays.setAll(from, i -> Math.max(0, Math.min(seconds, since(memory.epochMs(i)))));
              double[] y =
                  memory.bytes().stream().mapToDouble(bytes -> bytes / BYTES_PER_MB).toArray();
              Plot.Dash dash = Plot.Dash.values()[lines.size() % Plot.Dash.values().length];
              lines.add(new Plot.Line(who, lines.size(), dash, from, y));
            });
    return lines;
  }

  private static Plot.Line steps(
      String label, int hue, Plot.Dash dash, double[] from, List<Double> values, double factor) {
    double[] y = values.stream().mapToDouble(value -> value * factor).toArray();
    return new Plot.Line(label, hue, dash, from, y);
  }

  /** Counts as a rate, in steps of at least a second. */
  private double[] perSecond(
      List<OperationResult> operations, Function<OperationResult, Counts> counts) {
    double width = run.axis().widthSeconds();
    int step = (int) Math.max(1, Math.round(1 / width));
    var rate = new double[run.axis().columns()];
    for (int from = 0; from < rate.length; from += step) {
      int to = Math.min(rate.length, from + step);
      double sum = 0;
      for (int i = from; i < to; i++) {
        for (OperationResult operation : operations) {
          sum += counts.apply(operation).at(i);
        }
      }
      Arrays.fill(rate, from, to, sum / ((to - from) * width));
    }
    return rate;
  }

  private Plot numbers(String name, String title, List<Plot.Line> lines) {
    double high = lines.stream().flatMapToDouble(each -> Arrays.stream(each.y())).max().orElse(1);
    return new Plot(
        name,
        title,
        time(),
        new Plot.Axis(Plot.Scale.NUMBER, 0, Math.max(1, high) * HEADROOM),
        lines,
        Optional.empty(),
        shaded);
  }

  private Plot.Axis time() {
    return new Plot.Axis(Plot.Scale.TIME, 0, seconds);
  }

  /** From the power of ten under the smallest positive value to the one above the largest. */
  private static Plot.Axis latencies(List<Series> all) {
    double low = Double.MAX_VALUE;
    double high = 0;
    for (Series series : all) {
      BinCounts sum = series.sum();
      high = Math.max(high, sum.maxNs().orElse(0) / NS_PER_MS);
      for (int i = sum.size() - 1; i >= 0 && sum.bin(i) > 0; i--) {
        low = Math.min(low, Bins.magnitudeFromNs(sum.bin(i)) / NS_PER_MS);
      }
    }
    return powers(low, high);
  }

  private static Plot.Axis powers(double low, double high) {
    if (high <= 0) {
      return new Plot.Axis(Plot.Scale.LATENCY, 1, 1_000);
    }
    double from = Math.pow(10, Math.floor(Math.log10(Math.min(low, high)) + 1e-9));
    double to = Math.pow(10, Math.ceil(Math.log10(high) - 1e-9));
    return new Plot.Axis(Plot.Scale.LATENCY, from, to > from ? to : from * 10);
  }

  private Plot.Line line(String label, int hue, double[] y) {
    return new Plot.Line(label, hue, Plot.Dash.SOLID, edges, y);
  }

  private Plot.Line dashed(String label, int hue, double[] y) {
    return new Plot.Line(label, hue, Plot.Dash.DASHED, edges, y);
  }

  private Plot.Line dotted(String label, int hue, double[] y) {
    return new Plot.Line(label, hue, Plot.Dash.DOTTED, edges, y);
  }
}
