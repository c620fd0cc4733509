package io.scaletest.driving.session;

import io.scaletest.common.datafile.RowFileStats;
import io.scaletest.common.latency.LatencyLog;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.ProcessFacts;
import io.scaletest.common.latency.RunFacts;
import io.scaletest.common.latency.RunSummary;
import io.scaletest.common.latency.Verdict;
import io.scaletest.driving.cleanup.Cleanup;
import io.scaletest.driving.lifecycle.Operation;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.driving.recording.RunRecorder;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Puts together what a run of a loop came to. */
final class DriverSummary {
  /** Name of the series of a closed loop's own lateness. */
  static final String OWN_LATENESS = "ownLateness";

  private static final double NS_PER_S = 1e9;

  /**
   * What the schedule asked for, and by what its keeping is judged.
   *
   * @param targetPerSecond operations that were to be sent a second
   * @param scheduled the operations that the schedule counts
   * @param ownLateness how late the client was by its own fault
   * @param further series beyond the recorder's
   */
  record Schedule(
      double targetPerSecond,
      Set<Operation> scheduled,
      LatencySeries ownLateness,
      List<LatencySeries> further) {}

  private final RunIdentity run;
  private final RunFiles files;
  private final RunRecorder recorder;
  private final DrivingLoop loop;
  private final Schedule schedule;
  private final List<LatencySeries> allSeries;
  private final Map<String, LongSupplier> furtherCounts = new LinkedHashMap<>();

  private long endNs;
  private RunSummary written;

  DriverSummary(
      RunIdentity run, RunFiles files, RunRecorder recorder, DrivingLoop loop, Schedule schedule) {
    this.run = run;
    this.files = files;
    this.recorder = recorder;
    this.loop = loop;
    this.schedule = schedule;
    this.allSeries = new ArrayList<>(recorder.series());
    allSeries.addAll(schedule.further());
  }

  /** Adds a count that only this kind of run has; read when the summary is written. */
  DriverSummary withCount(String name, LongSupplier value) {
    furtherCounts.put(name, value);
    return this;
  }

  void addSeriesTo(LatencyLog log) {
    for (LatencySeries series : allSeries) {
      log.add(series, meaning(series));
    }
  }

  /** The measurement is over: what follows is clean-up. */
  void loopEnded() {
    endNs = run.clock().ticker().nanos();
  }

  /** Returns how long the measurement took. */
  double seconds() {
    return (endNs - loop.state().startNs()) / NS_PER_S;
  }

  void write(boolean interrupted) {
    write(interrupted, new Cleanup.Outcome(0, 0));
  }

  /** Writes the summary file, replacing an earlier one of this run. */
  void write(boolean interrupted, Cleanup.Outcome cleanup) {
    written = summary(interrupted, cleanup);
    written.write(files.summary());
  }

  void print(PrintStream out) {
    out.print(written.render());
    out.flush();
  }

  private RunSummary summary(boolean interrupted, Cleanup.Outcome cleanup) {
    ProcessFacts process = ProcessFacts.now();
    Map<String, LatencySummary> latencies = new LinkedHashMap<>();
    allSeries.forEach(s -> latencies.put(s.name(), LatencySummary.of(s)));
    RunSummary.Builder builder =
        RunSummary.builder(run.tool(), run.version(), run.runId().value())
            .period(run.clock().at(loop.state().startNs()), run.clock().at(endNs))
            .verdict(Verdict.of(facts(process, latencies, interrupted)))
            .rate(schedule.targetPerSecond(), achievedPerSecond())
            .errors(recorder.errors())
            .process(process);
    run.parameters().forEach(builder::option);
    for (Operation operation : recorder.recorded()) {
      builder.count(operation.word() + "s", recorder.completed(operation));
    }
    builder.count("errors", recorder.failed());
    for (Operation operation : recorder.recorded()) {
      builder.count(operation.word() + "Errors", recorder.failed(operation));
    }
    furtherCounts.forEach((name, value) -> builder.count(name, value.getAsLong()));
    builder.count("cleanedUp", cleanup.deleted());
    builder.count("leftBehind", cleanup.remaining());
    for (LatencySeries series : allSeries) {
      if (latencies.get(series.name()).count() > 0) {
        builder.latency(series.name(), label(series), latencies.get(series.name()));
      }
    }
    return builder
        .file("parameters", files.parameters())
        .file("data", files.rows().path())
        .file("latencies", files.latencies())
        .file("summary", files.summary())
        .build();
  }

  private RunFacts facts(
      ProcessFacts process, Map<String, LatencySummary> latencies, boolean interrupted) {
    RowFileStats rows = files.rows().stats();
    long operations = recorder.recorded().stream().mapToLong(recorder::completed).sum();
    RunFacts.Builder facts =
        RunFacts.of(operations, seconds())
            .errors(recorder.failed(), recorder.tooManyRequests())
            .process(process)
            .clockDriftNs(run.clock().driftNs())
            .dataFile(rows.stalls(), rows.rowsUnwritten())
            .interrupted(interrupted);
    if (loop.state().lastIntendedSinceStartNs() > 0) {
      facts.rate(
          loop.state().arrived() / (loop.state().lastIntendedSinceStartNs() / NS_PER_S),
          achievedPerSecond());
    }
    latencies.get(schedule.ownLateness().name()).p99Ns().ifPresent(facts::latenessP99Ns);
    latencies.get(recorder.streamWait().name()).p99Ns().ifPresent(facts::streamWaitP99Ns);
    return facts.build();
  }

  /** Operations of the schedule sent, over the time from the start to the last of them. */
  private double achievedPerSecond() {
    long lastSentNs = loop.state().startNs();
    for (Operation operation : schedule.scheduled()) {
      lastSentNs = Math.max(lastSentNs, recorder.lastSentNs(operation));
    }
    long tookNs = lastSentNs - loop.state().startNs();
    return tookNs > 0 ? loop.state().arrived() / (tookNs / NS_PER_S) : 0;
  }

  private static String label(LatencySeries series) {
    return switch (series.name()) {
      case "create.response" -> "create response time";
      case "create.service" -> "create service time";
      case "update.response" -> "update response time";
      case "update.service" -> "update service time";
      case "delete.response" -> "delete response time";
      case "delete.service" -> "delete service time";
      case "failed.response" -> "failed, response time";
      case "streamWait" -> "wait for a stream";
      case OWN_LATENESS -> "own lateness";
      default -> series.name();
    };
  }

  private static String meaning(LatencySeries series) {
    return switch (series.name()) {
      case "create.response", "update.response", "delete.response" ->
          "answered - intended, of requests that succeeded";
      case "create.service", "update.service", "delete.service" ->
          "answered - sent, of requests that succeeded";
      case "failed.response" -> "failure known - intended, of requests that failed";
      case "lateness" -> "sent - intended, of all requests";
      case "streamWait" -> "sent - queued, of all requests: the wait for an HTTP/2 stream";
      case OWN_LATENESS ->
          "sent - the later of intended and the thread's previous answer, of all requests";
      default -> throw new IllegalStateException("no meaning for series " + series.name());
    };
  }
}
