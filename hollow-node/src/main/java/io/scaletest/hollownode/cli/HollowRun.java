package io.scaletest.hollownode.cli;

import static io.scaletest.wire.http.HttpStatus.BAD_REQUEST;
import static io.scaletest.wire.http.HttpStatus.OK;
import static io.scaletest.wire.http.HttpStatus.UNAVAILABLE;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.live.LivePage;
import io.scaletest.common.live.LiveRun;
import io.scaletest.common.metrics.MetricsServer.Answer;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.endpoints.KubeletServer;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.proxy.KubeProxies;
import io.scaletest.hollownode.proxy.ProxyOptions;
import io.scaletest.kube.config.ConfigurationException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** One run, from the connection to the written summary; blocks the main thread until it is over. */
final class HollowRun {
  /** The deletes of all nodes together may take so long before the tool gives up on the rest. */
  private static final long DEREGISTER_SECONDS = 120;

  private static final String FAILURES_PATH = "/failures";

  private final FleetPlan plan;
  private final KubemarkOptions kubemark;
  private final FleetOptions options;
  private final ProxyOptions proxyOptions;
  private final RunName name;
  private final String version;
  private final WallClock wallClock;
  private final StopSignal stop;
  private final RunFaults faults;
  private final HollowFigures figures = new HollowFigures();
  private final AtomicReference<String> refusal = new AtomicReference<>("");

  /** Where orders go; nowhere before the nodes are being started, and when they are no more. */
  private final AtomicReference<Optional<Fleet>> ordered = new AtomicReference<>(Optional.empty());

  HollowRun(
      FleetPlan plan,
      KubemarkOptions kubemark,
      FleetOptions options,
      ProxyOptions proxyOptions,
      RunName name,
      String version,
      WallClock wallClock,
      StopSignal stop) {
    this.plan = plan;
    this.kubemark = kubemark;
    this.options = options;
    this.proxyOptions = proxyOptions;
    this.name = name;
    this.version = version;
    this.wallClock = wallClock;
    this.stop = stop;
    this.faults = new RunFaults(stop::request);
  }

  ExitStatus run() throws InterruptedException {
    try (NodeClients clients = clients();
        MetricsPort metrics = MetricsPort.open(options.metricPort(), figures, faults)) {
      metrics.announce();
      if (options.failureOrders().http()) {
        metrics.onPost(FAILURES_PATH, this::orderFailures);
      }
      Optional<KubeletServer> kubelets =
          plan.morph().hasKubelet()
              ? options
                  .endpoints()
                  .serve(plan.nodes(), kubemark.readOnlyPort(), clients.shared().requests())
              : Optional.empty();
      try {
        return run(clients, kubelets, metrics.page());
      } finally {
        kubelets.ifPresent(KubeletServer::close);
      }
    } catch (ConfigurationException e) {
      throw new ToolException(HollowExit.CONFIGURATION, e.getMessage(), e);
    }
  }

  private ExitStatus run(
      NodeClients clients, Optional<KubeletServer> kubelets, Optional<LivePage> page)
      throws InterruptedException {
    try (KubeProxies proxies = proxyOptions.serve(wallClock, HollowExit.PORT_TAKEN);
        FailureFile failures =
            FailureFile.create(
                !plan.failures().isEmpty() || options.failureOrders().any(),
                name,
                wallClock.ticker(),
                stop,
                faults);
        Fleet fleet =
            new Fleet(
                plan,
                clients,
                figures,
                proxies,
                kubelets,
                wallClock,
                faults,
                failures::append,
                this::refused)) {
      return run(fleet, clients, failures, page);
    }
  }

  private ExitStatus run(
      Fleet fleet, NodeClients clients, FailureFile failures, Optional<LivePage> page)
      throws InterruptedException {
    Session session =
        new Session(
            "hollow-node", wallClock, stop, faults, SummaryOutputs.of(name.summary(), System.out));
    page.ifPresent(on -> session.show(live(), on));
    session.measure(
        new HollowProgress(plan, figures, fleet, clients),
        () -> {
          fleet.start();
          ordered.set(Optional.of(fleet));
          awaitEnd();
          ordered.set(Optional.empty());
        });
    // As it stood while the nodes were there: what follows takes them away.
    RunSummary summary =
        new HollowReport(plan, name, version, figures, session).of(fleet, clients, failures.path());
    session.write(() -> summary);
    session.attempt(fleet::stop);
    session.attempt(failures::close);
    session.attempt(failures::throwIfFailed);
    if (options.deregister()) {
      session.attempt(() -> deregister(fleet));
    }
    session.show(() -> summary);
    session.attempt(this::throwIfRefused);
    return session.end();
  }

  private Answer orderFailures(String order) {
    Optional<Fleet> fleet = ordered.get();
    if (fleet.isEmpty()) {
      return new Answer(UNAVAILABLE, "no node is there\n");
    }
    try {
      return new Answer(OK, fleet.get().orderFailures(order));
    } catch (IllegalArgumentException e) {
      return new Answer(BAD_REQUEST, e.getMessage() + "\n");
    }
  }

  private LiveRun live() {
    LiveRun.Builder live = LiveRun.builder("hollow-node", version, name.id(), wallClock);
    figures.latencies().forEach(live::latency);
    return live.errors(figures.failures())
        .count("nodes", () -> plan.nodes().size())
        .count("nodesReady", figures.nodesReady::sum)
        .count("podsPending", figures.podsPending::sum)
        .count("podsRunning", figures.podsRunning::sum)
        .count("podsEnded", () -> figures.podsSucceeded.sum() + figures.podsFailed.sum())
        .count("statusQueue", figures.statusQueue::sum)
        .count("requests", figures::requests)
        .build();
  }

  private void awaitEnd() throws InterruptedException {
    if (options.duration().isZero()) {
      stop.await();
    } else {
      stop.await(options.duration().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void throwIfRefused() {
    if (!refusal.get().isEmpty()) {
      throw new ToolException(HollowExit.NODE_REFUSED, refusal.get());
    }
  }

  private void refused(String why) {
    if (refusal.compareAndSet("", why)) {
      stop.request(HollowExit.NODE_REFUSED);
    }
  }

  private static void deregister(Fleet fleet) throws InterruptedException {
    try {
      long left = fleet.deregister().get(DEREGISTER_SECONDS, TimeUnit.SECONDS);
      if (left > 0) {
        throw new ToolException(HollowExit.NODE_REFUSED, left + " nodes could not be deleted");
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new ToolException(
          HollowExit.NODE_REFUSED, "nodes were not deleted within " + DEREGISTER_SECONDS + " s", e);
    }
  }

  private NodeClients clients() throws ConfigurationException {
    return options
        .identity()
        .open(kubemark.files(), plan.clientNodes(), figures, wallClock, stop, faults);
  }
}
