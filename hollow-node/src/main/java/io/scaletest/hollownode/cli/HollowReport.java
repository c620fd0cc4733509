package io.scaletest.hollownode.cli;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.ProcessFacts;
import io.scaletest.common.latency.RunFacts;
import io.scaletest.common.latency.RunSummary;
import io.scaletest.common.latency.Verdict;
import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.fleet.Fleet;
import io.scaletest.hollownode.fleet.FleetPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What a run came to: a table on standard output, and the summary file. */
final class HollowReport {
  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** As with requests: a fifth of the load missing is another experiment. */
  private static final double READY_SHARE_INVALID = 0.80;

  private final FleetPlan plan;
  private final RunName name;
  private final String version;
  private final HollowFigures figures;
  private final WallClock wallClock;
  private final Instant start;

  HollowReport(
      FleetPlan plan, RunName name, String version, HollowFigures figures, WallClock wallClock) {
    this.plan = plan;
    this.name = name;
    this.version = version;
    this.figures = figures;
    this.wallClock = wallClock;
    this.start = wallClock.now();
  }

  /** Writes both, before anything is stopped. */
  void end(Fleet fleet, NodeClients clients, boolean interrupted) {
    Instant end = wallClock.now();
    double seconds = Duration.between(start, end).toNanos() / NS_PER_SECOND;
    ProcessFacts process = ProcessFacts.now();
    long failed = figures.failures().total();
    RunFacts.Builder facts =
        RunFacts.of(figures.requests(), seconds)
            .errors(failed, figures.throttled())
            .process(process)
            .clockDriftNs(wallClock.driftNs());
    LatencySummary.of(figures.leaseLateness).p99Ns().ifPresent(facts::latenessP99Ns);
    RunSummary.Builder summary =
        RunSummary.builder("hollow-node", version, name.id())
            .period(start, end)
            .verdict(verdict(facts.build()))
            .errors(figures.failures())
            .process(process)
            .achievedPerSecond(figures.requests() / seconds);
    options(summary);
    counts(summary, fleet, clients);
    for (LatencySeries series : figures.latencies()) {
      summary.latency(series.name(), series.name().replace('.', ' '), LatencySummary.of(series));
    }
    name.summary().ifPresent(path -> summary.file("summary", path));
    RunSummary whole = summary.build();
    System.out.print(whole.render());
    name.summary().ifPresent(whole::write);
  }

  /** A load of nodes that are not there is another load. */
  private Verdict verdict(RunFacts facts) {
    Verdict verdict = Verdict.of(facts);
    long nodes = plan.nodes().size();
    long ready = figures.nodesReady.sum();
    if (!plan.morph().hasKubelet() || ready == nodes) {
      return verdict;
    }
    boolean invalid = ready < nodes * READY_SHARE_INVALID;
    return verdict.with(
        invalid ? Verdict.Status.INVALID : Verdict.Status.SUSPECT,
        nodes - ready + " of " + nodes + " nodes never became ready");
  }

  private void options(RunSummary.Builder summary) {
    summary
        .option("morph", plan.morph().toString())
        .option("nodes", plan.nodes().size())
        .option("watch", plan.watchPerNode() ? "per-node" : "shared")
        .option("statusReads", plan.habits().startupReads())
        .option("references", plan.habits().pods().references())
        .option("podRequestsInFlight", plan.habits().pods().inFlight())
        .option("events", plan.events())
        .option("nodesPerSecond", plan.nodesPerSecond())
        .option("seed", plan.seed());
  }

  private void counts(RunSummary.Builder summary, Fleet fleet, NodeClients clients) {
    summary
        .count("nodes", plan.nodes().size())
        .count("nodesReady", figures.nodesReady.sum())
        .count("msUntilReady", fleet.allReadyNs().map(TimeUnit.NANOSECONDS::toMillis).orElse(0L))
        .count("leaseRenewals", figures.leaseRenewals.sum())
        .count("leaseFailures", figures.leaseFailures.sum())
        .count("nodeReports", figures.nodeReports.sum())
        .count("podsPending", figures.podsPending.sum())
        .count("podsRunning", figures.podsRunning.sum())
        .count("podsSucceeded", figures.podsSucceeded.sum())
        .count("podsFailed", figures.podsFailed.sum())
        .count("podsAdmitted", figures.podsAdmitted.sum())
        .count("podsRejected", figures.podsRejected.sum())
        .count("podsCompleted", figures.podsCompleted.sum())
        .count("podsDeleted", figures.podsDeleted.sum())
        .count("podStartsInOnePatch", figures.podStartsInOnePatch.sum())
        .count("podReconciles", figures.podReconciles.sum())
        .count("containerRestarts", figures.containerRestarts.sum())
        .count("statusQueue", figures.statusQueue.sum())
        .count("watchesOpened", figures.watchOpened.sum())
        .count("watchesResumed", figures.watchResumed.sum())
        .count("watchesRelisted", figures.watchRelisted.sum())
        .count("watchesFailed", figures.watchFailed.sum())
        .count("watchEvents", figures.watchEvents.sum())
        .count("eventsPosted", figures.eventsPosted.sum())
        .count("eventsPatched", figures.eventsPatched.sum())
        .count("eventsDropped", figures.eventsDropped.sum())
        .count("tokens", figures.tokens.sum())
        .count("requests", figures.requests())
        .count("unanswered", figures.unanswered())
        .count("conflicts", figures.conflicts())
        .count("gone", figures.gone())
        .count("throttled", figures.throttled())
        .count("serverErrors", figures.serverErrors())
        .count("waitingForStreams", clients.waiting())
        .count("connections", clients.connections());
  }
}
