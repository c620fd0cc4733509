package io.scaletest.watching.logger;

import io.scaletest.common.clock.ServerOffset;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.session.Session;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.watching.changes.ChangeLatencies;
import io.scaletest.watching.changes.ChangeMetrics;
import io.scaletest.watching.changes.ChangeRecorder;
import io.scaletest.watching.queue.WorkQueue;
import io.scaletest.watching.queue.Workers;
import io.scaletest.watching.reflector.Reflector;
import java.util.Map;
import java.util.Optional;

/** What a logger's run came to, once everything has ended. */
final class LoggerReport {
  private final LoggerPlan plan;
  private final ObjectKind kind;
  private final String version;
  private final Session session;
  private final Reflector reflector;
  private final ChangeRecorder recorder;
  private final ChangeMetrics metrics;
  private final ChangeLatencies latencies;
  private final Workers<?, ?> workers;
  private final Optional<RowFile.Stats> rows;
  private final ErrorCounts errors;
  private final Map<String, String> way;
  private final Optional<ServerOffset> serverOffset;

  /**
   * @param rows what became of the rows; empty if there is no data file
   * @param way how the server was reached
   * @param serverOffset what is known of the server's clock
   */
  LoggerReport(
      LoggerPlan plan,
      ObjectKind kind,
      String version,
      Session session,
      LoggerRun run,
      Optional<RowFile.Stats> rows,
      Map<String, String> way,
      Optional<ServerOffset> serverOffset) {
    this.plan = plan;
    this.kind = kind;
    this.version = version;
    this.session = session;
    this.reflector = run.reflector();
    this.recorder = run.recorder();
    this.metrics = run.metrics();
    this.latencies = run.latencies();
    this.workers = run.workers();
    this.errors = run.errors();
    this.rows = rows;
    this.way = way;
    this.serverOffset = serverOffset;
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
        .count("rowsWritten", rows.map(RowFile.Stats::rowsWritten).orElse(0L));
    return summary.build();
  }

  /** Returns the summary for the screen: the counts that people look at first. */
  RunSummary forScreen() {
    return brief().build();
  }

  private RunSummary.Builder brief() {
    RunSummary.Builder summary =
        session
            .summary(version, plan.files().name())
            .verdict(LoggerVerdict.of(watchFacts(), commonRules()))
            .count("objects", reflector.objects())
            .count("creates", recorder.creates())
            .count("updates", recorder.updates())
            .count("deletes", recorder.deletes())
            .count("duplicates", metrics.duplicates())
            .count("stranges", metrics.stranges())
            .count("relists", reflector.counts().relists())
            .count("reconnects", reflector.counts().reconnects())
            .count("retries", reflector.counts().retries())
            .errors(errors)
            .clock(serverOffset)
            .latency("notification", "notification", LatencySummary.of(latencies.notification()))
            .latency("event-read", "event read", LatencySummary.of(latencies.eventRead()))
            .latency("queue", "queue", LatencySummary.of(latencies.queue()));
    plan.effectiveOptions().forEach(summary::option);
    way.forEach(summary::option);
    if (!kind.group().isEmpty()) {
      // What was found out, where the options leave it open.
      summary.option("group", kind.group()).option("api-version", kind.version());
    }
    rows.ifPresent(made -> summary.file("data", plan.files().data()));
    if (rows.isPresent() && plan.files().haveCompanions()) {
      summary.file("latencies", plan.files().latencies()).file("summary", plan.files().summary());
    }
    return summary;
  }

  private LoggerVerdict.Facts watchFacts() {
    Map<String, Long> counts = reflector.counts().byName();
    long learntByRelist =
        counts.get("relistAdds") + counts.get("relistUpdates") + counts.get("relistDeletes");
    WorkQueue.Stats queue = recorder.queue().stats();
    return new LoggerVerdict.Facts(
        reflector.hasListed(),
        reflector.counts().objectEvents() + learntByRelist,
        counts.get("relists"),
        learntByRelist,
        counts.get("unreadableAnswers"),
        counts.get("retries"),
        counts.get("throttled429"),
        queue.depth() + queue.taken() + workers.givenUp(),
        LatencySummary.of(latencies.notification()));
  }

  /** A signal is how a logger normally ends. */
  private Judgement commonRules() {
    return session
        .judgement()
        .dataFile(
            rows.map(RowFile.Stats::stalls).orElse(0L),
            rows.map(RowFile.Stats::rowsUnwritten).orElse(0L));
  }
}
