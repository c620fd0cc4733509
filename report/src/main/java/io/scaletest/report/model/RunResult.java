package io.scaletest.report.model;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run: what was done, how long it took, whether it counts.
 *
 * @param title the run's IDs
 * @param startEpochMs the first request was sent or due, milliseconds since 1970 UTC
 * @param endEpochMs the last answer
 * @param status the worst of the findings
 * @param findings from the tools' summaries and of this program's own, the worst first
 * @param load the tools' answers on whether the load was carried
 * @param series the client's first, then the loggers'
 * @param population objects that exist at the end of each column; empty (no columns) without rows
 * @param watchers one for each logger's file
 * @param clocks further clocks' offsets: the API server's
 * @param serverSlis the API server's own latencies by kind of request, of two scrapes
 * @param serverTimes the same latencies by client and API server over time, one an operation
 * @param marks what was done to the cluster on purpose, the earliest first
 * @param intendedTimes whether intended times are known, and why not, one line
 * @param unknown what the files do not tell, a line each
 */
public record RunResult(
    String title,
    long startEpochMs,
    long endEpochMs,
    TimeAxis axis,
    Verdict.Status status,
    List<Finding> findings,
    List<String> load,
    List<ObjectiveResult> objectives,
    List<OperationResult> operations,
    List<Series> series,
    Counts population,
    List<ErrorKind> errors,
    List<WatchView> watchers,
    List<ClockOffset> clocks,
    List<Disturbance> disturbances,
    List<ServerFigure> server,
    List<ServerSli> serverSlis,
    List<ServerTimes> serverTimes,
    List<Mark> marks,
    String intendedTimes,
    List<ToolRun> tools,
    List<SourceFile> files,
    List<String> unknown) {
  public RunResult {
    findings = List.copyOf(findings);
    load = List.copyOf(load);
    objectives = List.copyOf(objectives);
    operations = List.copyOf(operations);
    series = List.copyOf(series);
    errors = List.copyOf(errors);
    watchers = List.copyOf(watchers);
    clocks = List.copyOf(clocks);
    disturbances = List.copyOf(disturbances);
    server = List.copyOf(server);
    serverSlis = List.copyOf(serverSlis);
    serverTimes = List.copyOf(serverTimes);
    marks = List.copyOf(marks);
    tools = List.copyOf(tools);
    files = List.copyOf(files);
    unknown = List.copyOf(unknown);
  }

  /** Returns this result held against objectives. */
  public RunResult with(List<ObjectiveResult> results) {
    return new RunResult(
        title,
        startEpochMs,
        endEpochMs,
        axis,
        status,
        findings,
        load,
        results,
        operations,
        series,
        population,
        errors,
        watchers,
        clocks,
        disturbances,
        server,
        serverSlis,
        serverTimes,
        marks,
        intendedTimes,
        tools,
        files,
        unknown);
  }

  /** Returns a series, if the files have it. */
  public Optional<Series> series(SeriesName.Quantity quantity, String operation) {
    return series.stream()
        .filter(each -> each.quantity() == quantity && each.operation().equals(operation))
        .findFirst();
  }

  /** Returns the memory of the tools that tell of it, as {@link ToolMemory#of} names them. */
  public Map<String, ToolMemory> memories() {
    return ToolMemory.of(tools);
  }

  /** Returns the length of the run in seconds. */
  public double seconds() {
    return (endEpochMs - startEpochMs) / 1e3;
  }

  /** Returns whether an objective is broken. */
  public boolean breaksAnObjective() {
    return objectives.stream().anyMatch(each -> each.outcome() == ObjectiveResult.Outcome.BROKEN);
  }
}
