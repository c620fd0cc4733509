package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.RowFileStats;
import io.scaletest.common.latency.LatencyLog;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.ProcessFacts;
import io.scaletest.common.latency.RunFacts;
import io.scaletest.common.latency.RunSummary;
import io.scaletest.common.latency.Verdict;
import io.scaletest.common.run.RunId;
import io.scaletest.driving.cleanup.Cleanup;
import io.scaletest.driving.lifecycle.Operation;
import io.scaletest.driving.openloop.OpenLoop;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.recording.RunRecorder;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts together what an open-loop run came to. */
final class DriverSummary {
  private static final double NS_PER_S = 1e9;

  private final DriverTool tool;
  private final OpenLoopPlan plan;
  private final RunId runId;
  private final Map<String, Object> parameters;
  private final WallClock clock;
  private final RunFiles files;
  private final RunRecorder recorder;
  private final OpenLoop loop;

  private long endNs;
  private RunSummary written;

  DriverSummary(
      DriverTool tool,
      OpenLoopPlan plan,
      RunId runId,
      Map<String, Object> parameters,
      WallClock clock,
      RunFiles files,
      RunRecorder recorder,
      OpenLoop loop) {
    this.tool = tool;
    this.plan = plan;
    this.runId = runId;
    this.parameters = parameters;
    this.clock = clock;
    this.files = files;
    this.recorder = recorder;
    this.loop = loop;
  }

  void addSeriesTo(LatencyLog log) {
    for (LatencySeries series : recorder.series()) {
      log.add(series, meaning(series));
    }
  }

  /** The measurement is over: what follows is clean-up. */
  void loopEnded() {
    endNs = clock.ticker().nanos();
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
    recorder.series().forEach(s -> latencies.put(s.name(), LatencySummary.of(s)));
    RunSummary.Builder builder =
        RunSummary.builder(tool.name(), tool.version(), runId.value())
            .period(clock.at(loop.startNs()), clock.at(endNs))
            .verdict(Verdict.of(facts(process, latencies, interrupted)))
            .rate(plan.lambda(), achievedPerSecond())
            .errors(recorder.errors())
            .process(process);
    parameters.forEach(builder::option);
    builder
        .count("creates", recorder.completed(Operation.CREATE))
        .count("deletes", recorder.completed(Operation.DELETE))
        .count("errors", recorder.failed())
        .count("createErrors", recorder.failed(Operation.CREATE))
        .count("deleteErrors", recorder.failed(Operation.DELETE));
    builder.count("cleanedUp", cleanup.deleted());
    builder.count("leftBehind", cleanup.remaining());
    for (LatencySeries series : recorder.series()) {
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
    long operations = recorder.completed(Operation.CREATE) + recorder.completed(Operation.DELETE);
    RunFacts.Builder facts =
        RunFacts.of(operations, (endNs - loop.startNs()) / NS_PER_S)
            .errors(recorder.failed(), recorder.tooManyRequests())
            .process(process)
            .clockDriftNs(clock.driftNs())
            .dataFile(rows.stalls(), rows.rowsUnwritten())
            .interrupted(interrupted);
    if (loop.lastIntendedSinceStartNs() > 0) {
      facts.rate(
          loop.arrived() / (loop.lastIntendedSinceStartNs() / NS_PER_S), achievedPerSecond());
    }
    latencies.get(recorder.lateness().name()).p99Ns().ifPresent(facts::latenessP99Ns);
    latencies.get(recorder.streamWait().name()).p99Ns().ifPresent(facts::streamWaitP99Ns);
    return facts.build();
  }

  /** Creates sent, over the time from the start to the last of them. */
  private double achievedPerSecond() {
    long tookNs = recorder.lastCreateSentNs() - loop.startNs();
    return tookNs > 0 ? loop.arrived() / (tookNs / NS_PER_S) : 0;
  }

  private static String label(LatencySeries series) {
    return switch (series.name()) {
      case "create.response" -> "create response time";
      case "create.service" -> "create service time";
      case "delete.response" -> "delete response time";
      case "delete.service" -> "delete service time";
      case "failed.response" -> "failed, response time";
      case "streamWait" -> "wait for a stream";
      default -> series.name();
    };
  }

  private static String meaning(LatencySeries series) {
    return switch (series.name()) {
      case "create.response", "delete.response" ->
          "answered - intended, of requests that succeeded";
      case "create.service", "delete.service" -> "answered - sent, of requests that succeeded";
      case "failed.response" -> "failure known - intended, of requests that failed";
      case "lateness" -> "sent - intended, of all requests";
      case "streamWait" -> "sent - queued, of all requests: the wait for an HTTP/2 stream";
      default -> throw new IllegalStateException("no meaning for series " + series.name());
    };
  }
}
