package io.scaletest.hollownode.cli;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.figures.HollowFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The fields of the progress line, the most important first. */
final class HollowProgress implements Supplier<List<String>> {
  private final FleetPlan plan;
  private final HollowFigures figures;
  private final Fleet fleet;
  private final NodeClients clients;

  HollowProgress(FleetPlan plan, HollowFigures figures, Fleet fleet, NodeClients clients) {
    this.plan = plan;
    this.figures = figures;
    this.fleet = fleet;
    this.clients = clients;
  }

  @Override
  public List<String> get() {
    List<String> fields = new ArrayList<>();
    String ready =
        Figures.count(figures.nodesReady.sum()) + "/" + Figures.count(plan.nodes().size());
    fields.add(ready + " ready");
    long missing = figures.nodesMissing.sum();
    if (missing > 0) {
      fields.add(Figures.count(missing, "Node", "Nodes") + " deleted");
    }
    fields.add(
        Figures.count(figures.podsRunning.sum())
            + " pods run, "
            + Figures.count(figures.podsPending.sum())
            + " pending, "
            + Figures.count(figures.podsSucceeded.sum() + figures.podsFailed.sum())
            + " ended");
    fields.add(Figures.count(figures.failures().total(), "failure", "failures"));
    long queued = figures.statusQueue.sum() + clients.waiting();
    if (queued > 0) {
      fields.add(Figures.count(queued) + " queued");
    }
    if (figures.throttled() > 0) {
      fields.add(Figures.count(figures.throttled()) + " throttled");
    }
    LatencySummary lateness = LatencySummary.of(figures.leaseLateness);
    if (lateness.p99Ns().isPresent()) {
      fields.add("leases late p99 " + DurationText.latency(lateness.p99Ns().getAsLong()));
    } else {
      lateness.maxNs().ifPresent(ns -> fields.add("leases late max " + DurationText.latency(ns)));
    }
    fleet.allReadyNs().ifPresent(ns -> fields.add("all ready after " + DurationText.elapsed(ns)));
    return fields;
  }
}
