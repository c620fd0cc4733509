package io.scaletest.report.measure;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.input.ChangeRow;
import io.scaletest.report.input.FailuresFile;
import io.scaletest.report.input.FileKind;
import io.scaletest.report.input.LatencyLogFile;
import io.scaletest.report.input.Lines;
import io.scaletest.report.input.ParametersFile;
import io.scaletest.report.input.RequestRow;
import io.scaletest.report.input.ServerMetricsFile;
import io.scaletest.report.input.SummaryFile;
import io.scaletest.report.input.WatcherRowsFile;
import io.scaletest.report.model.Counts;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.Mark;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ServerTimes;
import io.scaletest.report.model.SourceFile;
import io.scaletest.report.model.TimeAxis;
import io.scaletest.report.model.ToolRun;
import io.scaletest.report.model.Totals;
import io.scaletest.report.model.WatchView;
import io.scaletest.report.objective.Objectives;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the files of one run, each once, and makes its result of them: drivers' rows first, since
 * loggers' rows are joined with them. Blocks the calling thread for as long as that takes; memory
 * is some 25 to 50 bytes an object and 30 MB for columns, however long the run. Used once.
 */
public final class RunAnalysis {
  private static final int ROW_BYTES_MAX = 64 * 1024;

  /** So many of the first rows tell when the schedule began. */
  private static final int LOOKED_AT_ROWS = 20_000;

  /** Latency logs have a line a second. */
  private static final long LOG_INTERVAL_MS = 1_000;

  private final RunFiles files;
  private final ReadProgress progress;
  private final TimeGrid grid = new TimeGrid(TimeGrid.COLUMNS_MAX);
  private final ObjectTable objects = new ObjectTable();
  private final RequestTally requests = new RequestTally(grid, objects);
  private final List<SourceFile> sources = new ArrayList<>();
  private final Map<String, HistogramTally> logs = new LinkedHashMap<>();
  private final List<SummaryFile> summaries = new ArrayList<>();
  private final List<Series> watchSeries = new ArrayList<>();
  private final List<WatchView> watchers = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final Clocks clocks;
  private final List<ServerMetricsFile> scrapes = new ArrayList<>();
  private final ServerTimeline timeline;
  private final List<String> unknown = new ArrayList<>();
  private final OwnFindings own = new OwnFindings();
  private boolean scheduled;

  private RunAnalysis(RunFiles files, ReadProgress progress) {
    this.files = files;
    this.progress = progress;
    this.clocks = new Clocks(files.of(FileKind.SUMMARY));
    this.timeline = ServerTimeline.of(files.of(FileKind.SERVER_SCRAPES), sources);
  }

  /** Returns what the files of a run come to. */
  public static RunResult of(RunFiles files, Objectives objectives, ReadProgress progress) {
    return new RunAnalysis(files, progress).result(objectives);
  }

  private RunResult result(Objectives objectives) {
    for (InputFile file : files.of(FileKind.PARAMETERS)) {
      sources.add(file.source(file.parameters().map(all -> all.values().size()).orElse(0)));
    }
    for (InputFile file : files.of(FileKind.SUMMARY)) {
      file.summary().ifPresent(summaries::add);
      sources.add(file.source(1));
    }
    readRequests();
    if (!files.of(FileKind.LATENCY_LOG).isEmpty()) {
      grid.widenTo(LOG_INTERVAL_MS);
    }
    for (InputFile file : files.of(FileKind.LATENCY_LOG)) {
      readLog(file);
    }
    List<WatchTally> tallies = readChanges();
    for (InputFile file : files.of(FileKind.WATCHER_ROWS)) {
      readWatchers(file);
    }
    for (InputFile file : files.of(FileKind.FAILURES)) {
      readFailures(file);
    }
    for (InputFile file : files.of(FileKind.SERVER_METRICS)) {
      readScrape(file);
    }
    TimeAxis axis = grid.axis();
    IntendedTimes intended =
        IntendedTimes.of(
            scheduled,
            requests,
            Optional.ofNullable(logs.get(RequestTally.DRIVER))
                .flatMap(log -> log.tally(SeriesName.Quantity.LATENESS.text())));
    for (WatchTally tally : tallies) {
      watchSeries.addAll(tally.series(axis));
    }
    return assembled(axis, intended, objectives);
  }

  private RunResult assembled(TimeAxis axis, IntendedTimes intended, Objectives objectives) {
    List<OperationResult> operations = requests.operations(axis, intended.known());
    List<Series> series = series(axis, intended.known());
    Disturbances disturbances = Disturbances.of(requests.pulse().silences(), axis, series);
    List<ToolRun> tools = summaries.stream().map(SummaryFile::tool).toList();
    boolean driverSummary = tools.stream().anyMatch(ToolRun::drives);
    List<Finding> findings = new ArrayList<>();
    summaries.forEach(summary -> findings.addAll(summary.findings()));
    long startEpochMs = startEpochMs();
    long endEpochMs = endEpochMs(startEpochMs);
    own.files(sources)
        .client(driverSummary, requests.rows() > 0, intended.known())
        .errors(requests, findings)
        .outages(disturbances.silentSeconds(), (endEpochMs - startEpochMs) / 1e3)
        .counts(requests, tools)
        .lateness(driverSummary, series);
    findings.addAll(own.findings());
    findings.sort(Comparator.comparing(Finding::status).reversed());
    List<ServerTimes> serverTimes = timeline.times();
    var server = new ServerView(scrapes);
    addUnknown(intended, server);
    var measured =
        new RunResult(
            files.title(),
            startEpochMs,
            endEpochMs,
            axis,
            findings.isEmpty() ? Verdict.Status.VALID : findings.get(0).status(),
            findings,
            tools.stream().map(ToolRun::load).filter(load -> !load.isEmpty()).toList(),
            List.of(),
            operations,
            series,
            requests.rows() == 0 ? Counts.of() : requests.population(axis),
            requests.errors(),
            watchers,
            clocks.server(),
            disturbances.found(),
            server.figures(series),
            server.slis(),
            serverTimes,
            marks,
            intended.text(),
            tools,
            sources,
            unknown);
    return measured.with(objectives.results(measured));
  }

  private void addUnknown(IntendedTimes intended, ServerView server) {
    if (requests.rows() == 0) {
      unknown.add("no rows of a driver: nothing can be joined");
    }
    if (!intended.known() && requests.rows() > 0) {
      unknown.add("intended times: " + intended.text());
    }
    if (watchers.isEmpty()) {
      unknown.add("no rows of a logger: notifications are not known");
    }
    if (files.of(FileKind.SUMMARY).isEmpty()) {
      unknown.add("no summary: the tools' own verdict and load are not known");
    }
    server.unknown().ifPresent(unknown::add);
    unknown.addAll(timeline.unknown());
  }

  private long startEpochMs() {
    long start = requests.firstEpochMs();
    for (HistogramTally log : logs.values()) {
      start = Math.min(start, log.firstEpochMs());
    }
    return start == Long.MAX_VALUE ? grid.axis().startEpochMs() : start;
  }

  private long endEpochMs(long startEpochMs) {
    long end = requests.lastEpochMs();
    if (requests.rows() == 0) {
      for (HistogramTally log : logs.values()) {
        end = Math.max(end, log.lastEpochMs());
      }
    }
    return Math.max(end, startEpochMs);
  }

  private List<Series> series(TimeAxis axis, boolean intended) {
    List<Series> rows = new ArrayList<>(requests.series(axis, intended));
    rows.addAll(watchSeries);
    for (HistogramTally log : logs.values()) {
      rows = log.merged(rows, axis);
    }
    return withSummaries(rows, axis);
  }

  /** Adds what nothing but a summary has, such as httperf's and hollow-node's figures. */
  private List<Series> withSummaries(List<Series> series, TimeAxis axis) {
    var all = new ArrayList<>(series);
    for (SummaryFile summary : summaries) {
      boolean driver = summary.tool().drives();
      String by = driver ? RequestTally.DRIVER : summary.tool().tool();
      for (Map.Entry<String, Totals> latency : summary.latencies().entrySet()) {
        boolean known = all.stream().anyMatch(each -> each.name().equals(latency.getKey()));
        if (!known && latency.getValue().count() > 0) {
          SeriesName name = SeriesName.of(latency.getKey());
          all.add(
              new Series(
                  by,
                  name.quantity(),
                  name.operation(),
                  Series.Source.SUMMARY,
                  Series.Placement.RECORDED,
                  latency.getValue(),
                  java.util.Collections.nCopies(axis.columns(), BinCounts.NONE)));
        }
      }
    }
    return all;
  }

  private void readRequests() {
    Map<String, Optional<Schedule>> schedules = new HashMap<>();
    for (InputFile file : files.of(FileKind.PARAMETERS)) {
      ParametersFile parameters = file.parameters().orElseThrow();
      parameters.runId().ifPresent(id -> schedules.put(id, Schedule.of(parameters)));
    }
    for (InputFile file : files.of(FileKind.DRIVER_ROWS)) {
      String runId = file.sniffed().runId();
      Schedule schedule = schedules.getOrDefault(runId, Optional.empty()).orElse(null);
      long before = requests.rows();
      try {
        if (schedule != null) {
          findStart(file, schedule);
        }
        if (schedule != null && !schedule.hasStart()) {
          schedule = null;
        }
        read(file, schedule);
      } catch (IOException e) {
        file.leftOut().add(0, "cannot be read: " + IoReason.of(e));
      }
      scheduled |= schedule != null;
      sources.add(file.source(requests.rows() - before));
    }
  }

  private void read(InputFile file, Schedule schedule) throws IOException {
    var row = new RequestRow();
    new Lines(file.path(), ROW_BYTES_MAX, progress::addBytes)
        .forEach(
            (bytes, from, to) -> {
              String reason = row.read(bytes, from, to);
              progress.addRow();
              reason = reason == null ? requests.add(row, schedule) : reason;
              if (reason == null) {
                timeline.add(row);
              }
              return reason;
            },
            file.leftOut());
  }

  private static void findStart(InputFile file, Schedule schedule) throws IOException {
    var row = new RequestRow();
    Lines.first(
        file.path(),
        LOOKED_AT_ROWS,
        (bytes, from, to) -> {
          if (row.read(bytes, from, to) == null) {
            schedule.look(row);
          }
          return null;
        });
  }

  private void readLog(InputFile file) {
    long lines = 0;
    try {
      String by = isDriversLog(file) ? RequestTally.DRIVER : file.stem();
      HistogramTally tally = logs.computeIfAbsent(by, name -> new HistogramTally(grid, name));
      long before = tally.intervals();
      LatencyLogFile.read(file.path(), tally, file.leftOut(), progress::addBytes);
      lines = tally.intervals() - before;
    } catch (IOException e) {
      file.leftOut().add(0, "cannot be read: " + IoReason.of(e));
    }
    sources.add(file.source(lines));
  }

  /** A driver's log has the name of its rows, or the ID of their run. */
  private boolean isDriversLog(InputFile file) {
    return files.of(FileKind.DRIVER_ROWS).stream()
            .anyMatch(
                rows ->
                    rows.stem().equals(file.stem())
                        || (!file.runId().isEmpty() && file.runId().equals(rows.runId())))
        || file.stem().endsWith("-driver");
  }

  private void readWatchers(InputFile file) {
    long rows = 0;
    try {
      WatcherRowsFile all = WatcherRowsFile.read(file.path(), file.leftOut());
      rows = all.watchers();
      watchers.add(new WatchView(file.path().toString(), rows, all.counts(), Optional.empty()));
    } catch (IOException e) {
      file.leftOut().add(0, "cannot be read: " + IoReason.of(e));
    }
    sources.add(file.source(rows));
  }

  private void readFailures(InputFile file) {
    int steps = 0;
    try {
      List<Mark> read = FailuresFile.read(file.path(), file.leftOut()).marks();
      steps = read.size();
      marks.addAll(read);
      marks.sort(Comparator.comparingLong(Mark::epochMs));
    } catch (IOException e) {
      file.leftOut().add(0, "cannot be read: " + IoReason.of(e));
    }
    sources.add(file.source(steps));
  }

  private void readScrape(InputFile file) {
    int histograms = 0;
    try {
      ServerMetricsFile scrape = ServerMetricsFile.read(file.path(), file.leftOut());
      histograms = scrape.histograms().size();
      scrapes.add(scrape);
    } catch (IOException e) {
      file.leftOut().add(0, "cannot be read: " + IoReason.of(e));
    }
    sources.add(file.source(histograms));
  }

  private List<WatchTally> readChanges() {
    var tallies = new ArrayList<WatchTally>();
    for (InputFile file : files.of(FileKind.LOGGER_ROWS)) {
      var tally = new WatchTally(grid, objects, requests, file.path().toString(), file.stem());
      long[] rows = new long[1];
      try {
        var row = new ChangeRow();
        new Lines(file.path(), ROW_BYTES_MAX, progress::addBytes)
            .forEach(
                (bytes, from, to) -> {
                  String reason = row.read(bytes, from, to);
                  progress.addRow();
                  reason = reason == null ? tally.add(row) : reason;
                  rows[0] += reason == null ? 1 : 0;
                  return reason;
                },
                file.leftOut());
      } catch (IOException e) {
        file.leftOut().add(0, "cannot be read: " + IoReason.of(e));
      }
      WatchView view = tally.view(clocks.loggerAheadMs(file.stem()));
      watchers.add(view);
      tally.serverAheadMs().ifPresent(clocks::addServerAheadMs);
      own.watcher(view, tally.lastEpochMs(), requests);
      sources.add(file.source(rows[0]));
      tallies.add(tally);
    }
    return tallies;
  }
}
