package io.scaletest.hollownode.cli;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.session.Session;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.figures.HollowFigures;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Builds the result document of a run: its verdict, counts, lines and latencies. To be built before
 * anything is stopped, on any thread.
 */
final class HollowReport {
  /** As with requests: a fifth of the load missing is another experiment. */
  private static final double READY_SHARE_INVALID = 0.80;

  private final FleetPlan plan;
  private final RunName name;
  private final String version;
  private final HollowFigures figures;
  private final Session session;

  /**
   * @param session whose measurement is over
   */
  HollowReport(
      FleetPlan plan, RunName name, String version, HollowFigures figures, Session session) {
    this.plan = plan;
    this.name = name;
    this.version = version;
    this.figures = figures;
    this.session = session;
  }

  /** Returns it, as of now: to be called before anything is stopped. */
  RunSummary of(Fleet fleet, NodeClients clients, Optional<Path> failures) {
    RunSummary.Builder summary =
        session
            .summary(version, name.id())
            .verdict(verdict())
            .errors(figures.failures())
            .achievedPerSecond(figures.requests() / session.window().seconds());
    options(summary);
    clients.requests().way().forEach(summary::option);
    counts(summary, fleet, clients);
    lines(summary, fleet);
    for (LatencySeries series : figures.latencies()) {
      summary.latency(series.name(), series.name().replace('.', ' '), LatencySummary.of(series));
    }
    failures.ifPresent(path -> summary.file("failures", path));
    name.summary().ifPresent(path -> summary.file("summary", path));
    return summary.build();
  }

  /** What people look at first; every count is in the file. */
  private void lines(RunSummary.Builder summary, Fleet fleet) {
    String allReady =
        fleet.allReadyNs().map(ns -> ", all after " + DurationText.elapsed(ns)).orElse("");
    summary
        .line(
            "nodes",
            Figures.count(figures.nodesReady.sum())
                + " of "
                + Figures.count(plan.nodes().size())
                + " ready"
                + allReady
                + "; "
                + Figures.count(figures.leaseRenewals.sum(), "lease renewal", "lease renewals")
                + ", "
                + Figures.count(figures.leaseFailures.sum())
                + " failed")
        .line(
            "pods",
            Figures.count(figures.podsRunning.sum())
                + " run, "
                + Figures.count(figures.podsPending.sum())
                + " pending, "
                + Figures.count(figures.podsSucceeded.sum())
                + " succeeded, "
                + Figures.count(figures.podsFailed.sum())
                + " failed; "
                + Figures.count(figures.podsAdmitted.sum())
                + " admitted, "
                + Figures.count(figures.podsRejected.sum())
                + " rejected, "
                + Figures.count(figures.podsDeleted.sum())
                + " deleted, "
                + Figures.count(figures.containerRestarts.sum(), "restart", "restarts"))
        .line(
            "watches",
            Figures.count(figures.watchOpened.sum())
                + " opened, "
                + Figures.count(figures.watchRelisted.sum())
                + " relisted, "
                + Figures.count(figures.watchFailed.sum())
                + " failed, "
                + Figures.count(figures.watchEvents.sum(), "event", "events"))
        .line(
            "requests",
            Figures.count(figures.requests())
                + ", "
                + Figures.rate(figures.requests() / session.window().seconds())
                + "; "
                + Figures.count(figures.failures().total(), "failure", "failures")
                + ", "
                + Figures.count(figures.throttled())
                + " throttled, "
                + Figures.count(figures.unanswered())
                + " unanswered");
  }

  private Verdict verdict() {
    long failed = figures.failures().total();
    String mostFrequent = figures.failures().byFrequency().keySet().stream().findFirst().orElse("");
    Judgement judgement =
        session
            .judgement()
            .failures(failed, figures.requests(), mostFrequent)
            .throttled(figures.throttled());
    if (plan.morph().hasKubelet()) {
      judgeNodes(judgement);
    } else {
      judgement.samples(figures.requests() - figures.unanswered(), "no request was answered");
    }
    return judgement.verdict();
  }

  /** A load of nodes that are not there is another load. */
  private void judgeNodes(Judgement judgement) {
    judgement
        .samples(figures.leaseRenewals.sum(), "no lease was renewed")
        .ownWait("lease lateness", LatencySummary.of(figures.leaseLateness));
    long nodes = plan.nodes().size();
    long missing = figures.nodesMissing.sum();
    long unready = nodes - missing - figures.nodesReady.sum();
    addMissing(judgement, Verdict.Side.SERVER, unready, "nodes never became ready");
    addMissing(judgement, Verdict.Side.RUN, missing, "nodes are missing: somebody deleted them");
  }

  private void addMissing(Judgement judgement, Verdict.Side side, long count, String what) {
    long nodes = plan.nodes().size();
    if (count > 0) {
      Verdict.Status status =
          nodes - count < nodes * READY_SHARE_INVALID
              ? Verdict.Status.INVALID
              : Verdict.Status.SUSPECT;
      judgement.add(status, side, count + " of " + nodes + " " + what);
    }
  }

  private void options(RunSummary.Builder summary) {
    summary
        .option("morph", plan.morph().toString())
        .option("nodes", plan.nodes().size())
        .option("watch", plan.watchPerNode() ? "per-node" : "shared")
        .option("statusReads", plan.settings().reads())
        .option("references", plan.settings().references())
        .option("podRequestsInFlight", plan.settings().podRequestsInFlight())
        .option("events", plan.settings().events())
        .option("nodesPerSecond", plan.nodesPerSecond())
        .option("seed", plan.seed());
  }

  private void counts(RunSummary.Builder summary, Fleet fleet, NodeClients clients) {
    summary
        .count("nodes", plan.nodes().size())
        .count("nodesReady", figures.nodesReady.sum())
        .count("nodesMissing", figures.nodesMissing.sum())
        .count("nodesDeleted", figures.nodesDeleted.sum())
        .count("failuresOnPurpose", fleet.failuresBegun())
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
        .count("podRetries", figures.podRetries.sum())
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
        .count("refusedInDeletedNamespaces", figures.refusedInDeletedNamespaces.sum())
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
