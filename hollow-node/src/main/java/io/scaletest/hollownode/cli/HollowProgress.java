package io.scaletest.hollownode.cli;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.progress.Figures;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.fleet.Fleet;
import io.scaletest.hollownode.fleet.FleetPlan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The live line, and standard error in its care while it lives. */
final class HollowProgress {
  private final FleetPlan plan;
  private final HollowFigures figures;
  private final Fleet fleet;
  private final NodeClients clients;
  private final PrintStream standardError = System.err;
  private final ProgressLine line;

  private HollowProgress(
      FleetPlan plan,
      HollowFigures figures,
      Fleet fleet,
      NodeClients clients,
      WallClock wallClock) {
    this.plan = plan;
    this.figures = figures;
    this.fleet = fleet;
    this.clients = clients;
    TerminalLine terminal = TerminalLine.ofStandardError();
    if (terminal.isTerminal()) {
      System.setErr(terminal.asPrintStream());
    }
    line = ProgressLine.start("hollow-node", this::fields, terminal, wallClock.ticker());
  }

  static HollowProgress start(
      FleetPlan plan,
      HollowFigures figures,
      Fleet fleet,
      NodeClients clients,
      WallClock wallClock) {
    return new HollowProgress(plan, figures, fleet, clients, wallClock);
  }

  private List<String> fields() {
    List<String> fields = new ArrayList<>();
    String ready =
        Figures.count(figures.nodesReady.sum()) + "/" + Figures.count(plan.nodes().size());
    boolean all = figures.nodesReady.sum() == plan.nodes().size();
    String since = all ? fleet.allReadyNs().map(HollowProgress::after).orElse("") : "";
    fields.add(ready + " ready" + since);
    long missing = figures.nodesMissing.sum();
    if (missing > 0) {
      fields.add(Figures.count(missing, "Node", "Nodes") + " deleted");
    }
    fields.add(
        Figures.count(figures.podsRunning.sum())
            + " pods run, "
            + Figures.count(figures.podsPending.sum())
            + " pending");
    fields.add(Figures.count(figures.podsSucceeded.sum() + figures.podsFailed.sum()) + " ended");
    fields.add(Figures.count(figures.statusQueue.sum() + clients.waiting()) + " queued");
    LatencySummary lateness = LatencySummary.of(figures.leaseLateness);
    lateness.p99Ns().ifPresent(ns -> fields.add("lease late p99 " + Figures.latency(ns)));
    lateness.maxNs().ifPresent(ns -> fields.add("max " + Figures.latency(ns)));
    fields.add(Figures.count(figures.throttled()) + " throttled");
    fields.add(Figures.count(figures.failures().total(), "failure", "failures"));
    return fields;
  }

  private static String after(long ns) {
    return " after " + Figures.elapsed(ns);
  }

  /** Leaves a last line and gives standard error back. */
  void end() {
    line.close();
    System.setErr(standardError);
  }
}
