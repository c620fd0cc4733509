package io.scaletest.watching.logger;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.RowFileStats;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.ProcessFacts;
import io.scaletest.common.latency.RunFacts;
import io.scaletest.common.latency.RunSummary;
import io.scaletest.watching.changes.ChangeLatencies;
import io.scaletest.watching.changes.ChangeMetrics;
import io.scaletest.watching.changes.ChangeRecorder;
import io.scaletest.watching.object.ObjectKind;
import io.scaletest.watching.queue.WorkQueue;
import io.scaletest.watching.queue.Workers;
import io.scaletest.watching.reflector.Reflector;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What a logger's run came to, once everything has ended. */
final class LoggerReport {
  private final LoggerPlan plan;
  private final ObjectKind kind;
  private final String version;
  private final RunStart start;
  private final Instant end;
  private final long driftNs;
  private final Reflector reflector;
  private final ChangeRecorder recorder;
  private final ChangeMetrics metrics;
  private final ChangeLatencies latencies;
  private final Workers<?, ?> workers;
  private final RowFileStats rows;
  private final ErrorCounts errors;
  private final ProcessFacts process;

  /**
   * When the watching began.
   *
   * @param cpuSeconds what the process had used by then, JVM start included
   */
  record RunStart(Instant at, double cpuSeconds) {
    static RunStart now(WallClock wallClock) {
      Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
      return new RunStart(wallClock.now(), cpu.toMillis() / 1e3);
    }
  }

  LoggerReport(
      LoggerPlan plan,
      ObjectKind kind,
      String version,
      WallClock wallClock,
      RunStart start,
      WatchRun run,
      RowFileStats rows) {
    this.plan = plan;
    this.kind = kind;
    this.version = version;
    this.start = start;
    this.end = wallClock.now();
    this.driftNs = wallClock.driftNs();
    this.reflector = run.reflector();
    this.recorder = run.recorder();
    this.metrics = run.metrics();
    this.latencies = run.latencies();
    this.workers = run.workers();
    this.errors = run.errors();
    this.rows = rows;
    this.process = ProcessFacts.now();
  }

  /** Returns the summary for the file: every count. */
  RunSummary complete() {
    RunSummary.Builder summary = brief();
    for (Map.Entry<String, Long> count : reflector.counts().byName().entrySet()) {
      summary.count(count.getKey(), count.getValue());
    }
    WorkQueue.Stats queue = recorder.queue().stats();
    summary
        .count("queueAdditions", queue.additions())
        .count("queueCoalesced", queue.coalesced())
        .count("queueDepthMax", queue.depthMax())
        .count("workRetries", workers.retries())
        .count("workGivenUp", workers.givenUp())
        .count("rowsWritten", rows.rowsWritten());
    return summary.build();
  }

  /** Returns the summary for the screen: the counts that people look at first. */
  RunSummary forScreen() {
    return brief().build();
  }

  private RunSummary.Builder brief() {
    RunSummary.Builder summary =
        RunSummary.builder(plan.tool().name(), version, plan.files().name())
            .period(start.at(), end)
            .verdict(LoggerVerdict.of(watchFacts(), runFacts()))
            .count("objects", reflector.objects())
            .count("creates", recorder.creates())
            .count("updates", metrics.updates())
            .count("deletes", recorder.deletes())
            .count("duplicates", metrics.duplicates())
            .count("stranges", metrics.stranges())
            .count("relists", reflector.counts().relists())
            .count("reconnects", reflector.counts().reconnects())
            .errors(errors)
            .latency("notification", "notification", LatencySummary.of(latencies.notification()))
            .latency("event-read", "event read", LatencySummary.of(latencies.eventRead()))
            .latency("queue", "queue", LatencySummary.of(latencies.queue()))
            .process(process)
            .file("data", plan.files().data());
    plan.effectiveOptions().forEach(summary::option);
    if (!kind.group().isEmpty()) {
      // What was found out, where the options leave it open.
      summary.option("group", kind.group()).option("api-version", kind.version());
    }
    if (plan.files().haveCompanions()) {
      summary.file("latencies", plan.files().latencies()).file("summary", plan.files().summary());
    }
    return summary;
  }

  private LoggerVerdict.Facts watchFacts() {
    Map<String, Long> counts = reflector.counts().byName();
    WorkQueue.Stats queue = recorder.queue().stats();
    return new LoggerVerdict.Facts(
        reflector.hasListed(),
        dequeues(),
        counts.get("relists"),
        counts.get("relistAdds") + counts.get("relistUpdates") + counts.get("relistDeletes"),
        counts.get("unreadableAnswers"),
        queue.depth() + queue.taken() + workers.givenUp(),
        LatencySummary.of(latencies.notification()));
  }

  private RunFacts runFacts() {
    double seconds = Duration.between(start.at(), end).toMillis() / 1e3;
    // A signal is how a logger normally ends, and the watcher's own rules know about no changes.
    return RunFacts.of(Math.max(1, dequeues()), seconds)
        .process(sinceStart())
        .clockDriftNs(driftNs)
        .dataFile(rows.stalls(), rows.rowsUnwritten())
        .build();
  }

  /** Returns what was used since the start: the start of the JVM itself is no fault of the run. */
  private ProcessFacts sinceStart() {
    return new ProcessFacts(
        Math.max(0, process.cpuSeconds() - start.cpuSeconds()),
        process.cores(),
        process.heapMaxBytes(),
        process.gcPauseSeconds(),
        process.gcCount());
  }

  private long dequeues() {
    return recorder.creates() + metrics.updates() + metrics.duplicates() + recorder.deletes();
  }
}
