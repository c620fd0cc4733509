package io.scaletest.player.run;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.player.actors.Actor;
import io.scaletest.player.actors.ActorContext;
import io.scaletest.player.actors.ActorRequests;
import io.scaletest.player.actors.AgentTransport;
import io.scaletest.player.kubevirt.PerfAuditResult;
import io.scaletest.player.kubevirt.VirtController;
import io.scaletest.player.kubevirt.VirtHandler;
import io.scaletest.player.kubevirt.VmiTimes;
import io.scaletest.player.kubevirt.VmiTimes.Step;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.result.ActorFigures;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.player.workload.Actors;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The actors of a run: made of its specification, started before its load, and there until its
 * clean-up is over, since they take away what they brought up. For the run's thread.
 */
final class RunningActors implements AutoCloseable {
  private static final Duration LAST_ENDS_LIMIT = Duration.ofSeconds(2);
  private static final Duration ANSWERS_LIMIT = Duration.ofSeconds(10);

  private final String runId;
  private final ActorFigures figures;
  private final List<Actor> actors = new ArrayList<>();
  private final List<ActorRequests> requests = new ArrayList<>();
  private final Optional<VirtController> controller;
  private final Optional<VirtHandler> handler;
  private final VmiTimes times;

  /**
   * What the actors share of a run.
   *
   * @param transport on which they write
   * @param watches on which they watch, but for virt-handlers
   * @param crowd on which these watch, by the hundred
   */
  record Parts(
      String runId,
      ApiTransport transport,
      WatchParts watches,
      ApiTransport crowd,
      WallClock clock,
      AnnotationTimestamps timestamps,
      FaultHandler faults) {}

  /**
   * @param nodes that have a virt-handler
   * @param phases of the run, which began at {@code startNs}
   */
  RunningActors(
      Actors specified,
      List<String> nodes,
      Parts parts,
      ActorFigures figures,
      PhaseTimes phases,
      LongSupplier startNs) {
    this.runId = parts.runId();
    this.figures = figures;
    long shutdownNs =
        (long)
            specified.handler().map(handler -> handler.shutdown().mean()).orElse(0.0).doubleValue();
    controller =
        specified
            .controller()
            .map(
                told ->
                    new VirtController(
                        context(VirtController.NAME, parts, parts.watches().transport()),
                        told.workers(),
                        shutdownNs));
    handler =
        specified
            .handler()
            .map(
                told ->
                    new VirtHandler(context(VirtHandler.NAME, parts, parts.crowd()), nodes, told));
    controller.ifPresent(actors::add);
    handler.ifPresent(actors::add);
    times = new VmiTimes(observer(parts), phases, startNs);
  }

  private ActorContext context(String name, Parts parts, ApiTransport watching) {
    ActorRequests own =
        new ActorRequests(name, new AgentTransport(parts.transport(), name), figures);
    requests.add(own);
    WatchParts watches = parts.watches().on(new AgentTransport(watching, name));
    return new ActorContext(
        parts.runId(),
        own,
        watches.seeded(name.hashCode()),
        parts.clock(),
        parts.timestamps(),
        parts.faults(),
        parts.watches().seed());
  }

  /** What looks on and writes nothing. */
  private ActorContext observer(Parts parts) {
    return new ActorContext(
        parts.runId(),
        new ActorRequests("observer", parts.transport(), figures),
        parts.watches(),
        parts.clock(),
        parts.timestamps(),
        parts.faults(),
        parts.watches().seed());
  }

  void start() {
    times.start();
    actors.forEach(Actor::start);
  }

  VmiTimes times() {
    return times;
  }

  /** Returns what became of their requests. */
  ActorFigures figures() {
    return figures;
  }

  /** Returns the resources to which actors send requests. */
  static Set<String> resources(Actors specified) {
    return specified.any()
        ? Set.of("virtualmachineinstances", "pods", "events", "nodes")
        : Set.of();
  }

  /** Returns what they are at, for the line of progress. */
  List<String> progress() {
    return actors.stream().map(actor -> actor.name() + " " + actor.state()).toList();
  }

  /** Ends the measurement; what they do from now on is clean-up. */
  void measured() {
    figures.end();
    // Whoever saw that the last VMI is gone, and ended the run for it, may have been faster.
    new BoundedWait(Ticker.system()).until(LAST_ENDS_LIMIT, () -> !times.awaitsAnEnd());
    times.close();
  }

  /** Returns the file of results in KubeVirt's form. */
  Path file() {
    return Path.of(runId + "-kubevirt.json");
  }

  /** Writes it. */
  void write() {
    PerfAuditResult.write(file(), times, figures.requests());
  }

  void tell(RunSummary.Builder summary) {
    figures.tell(summary);
    summary.count("actorRequests", figures.completed());
    summary.count("actorErrors", figures.failed());
    controller.ifPresent(of -> tell(summary, of));
    handler.ifPresent(of -> tell(summary, of));
    times.reached().forEach((phase, count) -> summary.count("vmis" + phase, count));
    for (Step step : Step.values()) {
      tell(summary, times.of(step));
    }
    summary.file("kubevirt", file());
  }

  private static void tell(RunSummary.Builder summary, VirtController controller) {
    summary.count("virtControllerConflicts", controller.conflicts());
    summary.count("virtControllerPasses", controller.passes()).forFileOnly("virtControllerPasses");
    summary.count("virtControllerRetries", controller.retries());
    summary.count("virtControllerQueueMax", controller.depthMax());
    tell(summary, controller.queueWait());
  }

  private static void tell(RunSummary.Builder summary, VirtHandler handler) {
    summary.count("virtHandlerConflicts", handler.conflicts());
    summary.count("virtHandlerEvents", handler.eventsOfAll());
    LatencySummary notification = LatencySummary.of(handler.latencies().notification());
    if (notification.count() > 0) {
      summary.latency("vmi.notification", "vmi notification", notification);
    }
  }

  private static void tell(RunSummary.Builder summary, LatencySeries series) {
    LatencySummary of = LatencySummary.of(series);
    if (of.count() > 0) {
      summary.latency(series.name(), series.name().replace('.', ' '), of);
    }
  }

  /** Ends them and waits, bounded, for the answers under way. Idempotent. */
  @Override
  public void close() {
    times.close();
    actors.forEach(Actor::close);
    new BoundedWait(Ticker.system())
        .until(ANSWERS_LIMIT, () -> requests.stream().mapToInt(ActorRequests::inFlight).sum() == 0);
  }
}
