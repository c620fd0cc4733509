package io.scaletest.report.model;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Reports made of numbers, for tests of what writes them. */
public final class SampleReports {
  private static final long START_EPOCH_MS = 1_795_935_554_000L;

  private static final double MS = 1e6;
  private static final double SPREAD = 0.3;

  private SampleReports() {}

  public static Report of(RunResult... runs) {
    return new Report("1.2.3", List.of(runs), List.of());
  }

  /** A run with an outage from 40 % to 50 % of its columns. */
  public static RunResult disturbed(int columns, int perColumn) {
    return run("1128.1607.2204", columns, perColumn, Verdict.Status.INVALID, "a reason", "seen");
  }

  /** The same with a text of a file wherever the model has one. */
  public static RunResult withText(String text) {
    return run(text, 60, 100, Verdict.Status.SUSPECT, text, text);
  }

  /** A run of a tool that leaves a summary alone. */
  public static RunResult withoutColumns() {
    var total =
        new Totals(
            1_000,
            OptionalLong.of(1_000_000),
            OptionalLong.empty(),
            OptionalLong.of(9_000_000),
            List.of(new Percentile(50, 2_000_000, Optional.empty(), Optional.empty())));
    var series =
        new Series(
            "httperf",
            SeriesName.Quantity.OTHER,
            "block",
            Series.Source.SUMMARY,
            Series.Placement.RECORDED,
            total,
            List.of());
    return new RunResult(
        "seen",
        START_EPOCH_MS,
        START_EPOCH_MS + 1_000,
        new TimeAxis(START_EPOCH_MS, 250, 0),
        Verdict.Status.VALID,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(series),
        Counts.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "not known",
        List.of(),
        List.of(),
        List.of("no rows"));
  }

  private static RunResult run(
      String title, int columns, int perColumn, Verdict.Status status, String text, String by) {
    int from = columns * 2 / 5;
    int to = columns / 2;
    var axis = new TimeAxis(START_EPOCH_MS, 1_000, columns);
    return new RunResult(
        title,
        START_EPOCH_MS,
        START_EPOCH_MS + 1_000L * columns,
        axis,
        status,
        List.of(
            new Finding(status, "server", "report", text),
            new Finding(Verdict.Status.SUSPECT, "client", "cmdriver", text)),
        List.of(text),
        List.of(
            new ObjectiveResult(
                "create.response p99", ObjectiveResult.Outcome.BROKEN, "<= 1s", text, "rows")),
        List.of(
            operation("create", columns, perColumn, from, to),
            operation("delete", columns, perColumn, from, to)),
        allSeries(columns, perColumn, from, to, by),
        Counts.of(population(columns)),
        List.of(
            new ErrorKind(
                "create", text, 12, START_EPOCH_MS + 1_000L * from, START_EPOCH_MS + 1_000L * to),
            new ErrorKind("delete", "another", 3, START_EPOCH_MS, START_EPOCH_MS)),
        List.of(
            new WatchView(
                text,
                4_000,
                Map.of("creates", 2_000L, "missingCreates", 1L),
                Optional.of(clock()))),
        List.of(clock()),
        List.of(
            new Disturbance(START_EPOCH_MS + 1_000L * from, START_EPOCH_MS + 1_000L * to, text)),
        List.of(new ServerFigure("request POST configmaps p99", 9.5, "ms")),
        List.of(),
        List.of(serverTimes(text, columns, from, to)),
        List.of(new Mark(START_EPOCH_MS + 1_000L * from, text, "crash begin")),
        "from rate and seed",
        List.of(
            new ToolRun(
                "cmdriver",
                "1.2.3",
                title,
                "then",
                "later",
                "VALID",
                text,
                Map.of(text, text),
                Map.of("creates", 2_000L),
                Optional.of(memory(columns)),
                Optional.of(replay(text, columns)))),
        List.of(new SourceFile(text, "driver rows", 4_000, 1, List.of(text))),
        List.of(text));
  }

  /** From 90 MB on, 0.1 MB more each second. */
  private static ToolMemory memory(int columns) {
    return new ToolMemory(
        START_EPOCH_MS,
        1,
        LongStream.range(0, columns).mapToObj(second -> 90_000_000 + 100_000 * second).toList());
  }

  /** Steps of five columns; the server was started anew in the outage. */
  private static ServerTimes serverTimes(String text, int columns, int from, int to) {
    var steps = new ArrayList<ServerTimes.Step>();
    for (int i = 0; i < columns; i += 5) {
      boolean known = i + 5 <= from || i >= to;
      double more = 1 + i % 3 / 4.0;
      steps.add(
          new ServerTimes.Step(
              START_EPOCH_MS + 1_000L * i,
              START_EPOCH_MS + 1_000L * Math.min(i + 5, columns),
              known ? 500 : 20,
              OptionalDouble.of(known ? 3 * more : 800),
              known ? OptionalLong.of(500) : OptionalLong.empty(),
              known ? OptionalDouble.of(2 * more) : OptionalDouble.empty(),
              known ? OptionalDouble.of(9 * more) : OptionalDouble.empty(),
              known ? OptionalDouble.of(0.6 * more) : OptionalDouble.empty(),
              OptionalDouble.empty()));
    }
    return new ServerTimes("create", text, "create configmaps", "", steps);
  }

  /** Of a trace, half of which was left out; the first second went out late. */
  private static Replay replay(String text, int columns) {
    List<Double> recorded = new ArrayList<>(Collections.nCopies(columns, 20.0));
    List<Double> replayed = new ArrayList<>(recorded);
    replayed.set(0, 12.0);
    List<Double> inFlight = Collections.nCopies(columns, 1.5);
    List<Double> watches = Collections.nCopies(columns, 3.0);
    return new Replay(
        text,
        2,
        40L * columns,
        Map.of(text, 20L * columns),
        1,
        new Replay.Windows(recorded, replayed, inFlight, inFlight, watches, watches),
        List.of(new Replay.OfVerb(text, 20L * columns, 20L * columns, 20L * columns - 3, 1)),
        List.of(new Replay.OtherCode(text, 200, 0, 3)),
        List.of(
            new Replay.Pair("in flight, at most", "1", 5, 7),
            new Replay.Pair("watches lasted, p50", "ns", 4e9, 3.9e9)));
  }

  private static List<Series> allSeries(int columns, int perColumn, int from, int to, String by) {
    var random = new Random(7);
    var series = new ArrayList<Series>();
    for (String operation : List.of("create", "delete")) {
      series.add(
          series(
              "driver",
              SeriesName.Quantity.RESPONSE,
              operation,
              latency(random, columns, perColumn, from, to, 3 * MS, 2_000 * MS)));
      series.add(
          series(
              "driver",
              SeriesName.Quantity.SERVICE,
              operation,
              latency(random, columns, perColumn, from, to, 2 * MS, 100 * MS)));
      series.add(
          series(
              by,
              SeriesName.Quantity.NOTIFICATION,
              operation,
              latency(random, columns, perColumn, from, to, 4 * MS, 2_500 * MS)));
    }
    series.add(
        series(
            "driver",
            SeriesName.Quantity.LATENESS,
            "",
            latency(random, columns, 2 * perColumn, from, to, 0.1 * MS, 2_000 * MS)));
    series.add(
        series(
            by,
            SeriesName.Quantity.QUEUE,
            "",
            latency(random, columns, 2 * perColumn, from, to, -0.05 * MS, 0.4 * MS)));
    return series;
  }

  private static ClockOffset clock() {
    return new ClockOffset(
        "logger",
        "driver",
        Optional.empty(),
        OptionalDouble.of(2),
        Optional.of(new Interval(-2, 2)),
        "the fastest notification took no longer than the fastest request, 2 ms",
        OptionalDouble.empty());
  }

  private static long[] population(int columns) {
    var population = new long[columns];
    for (int i = 0; i < columns; i++) {
      population[i] = Math.min(10L * i, 200);
    }
    return population;
  }

  private static OperationResult operation(
      String name, int columns, int perColumn, int from, int to) {
    var due = new long[columns];
    var succeeded = new long[columns];
    var failures = new long[columns];
    for (int i = 0; i < columns; i++) {
      due[i] = perColumn;
      succeeded[i] = i >= from && i < to ? 0 : perColumn;
      failures[i] = perColumn - succeeded[i];
    }
    return new OperationResult(
        name,
        (long) columns * perColumn,
        (long) (to - from) * perColumn,
        OptionalDouble.of(perColumn),
        perColumn * 0.9,
        Counts.of(due),
        Counts.of(due),
        Counts.of(succeeded),
        Counts.of(failures));
  }

  /** Log-normal around a usual value, and around another from one column to another. */
  private static List<BinCounts> latency(
      Random random, int columns, int perColumn, int from, int to, double usual, double stalled) {
    var all = new ArrayList<BinCounts>();
    for (int i = 0; i < columns; i++) {
      double level = i >= from && i < to ? stalled : usual;
      var bins = new TreeMap<Integer, Long>();
      long max = Long.MIN_VALUE;
      for (int k = 0; k < perColumn; k++) {
        long ns = Math.round(level * Math.exp(SPREAD * random.nextGaussian()));
        bins.merge(Bins.of(ns), 1L, Long::sum);
        max = Math.max(max, ns);
      }
      all.add(
          BinCounts.of(
              bins.keySet().stream().mapToInt(Integer::intValue).toArray(),
              bins.values().stream().mapToLong(Long::longValue).toArray(),
              max));
    }
    return all;
  }

  private static Series series(
      String by, SeriesName.Quantity quantity, String operation, List<BinCounts> columns) {
    BinCounts sum = columns.stream().reduce(BinCounts.NONE, BinCounts::plus);
    var percentiles = new ArrayList<Percentile>();
    for (double level : new double[] {50, 90, 99}) {
      long ns = sum.quantileNs(level / 100).orElseThrow();
      percentiles.add(
          new Percentile(
              level, ns, Optional.of(new Interval(ns * 0.97, ns * 1.03)), Optional.empty()));
    }
    return new Series(
        by,
        quantity,
        operation,
        Series.Source.HISTOGRAMS,
        Series.Placement.INTENDED,
        new Totals(sum.total(), OptionalLong.of(1), OptionalLong.of(1), sum.maxNs(), percentiles),
        columns);
  }
}
