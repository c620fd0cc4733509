package io.scaletest.hollownode.cli;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.endpoints.KubeletServer;
import io.scaletest.hollownode.failures.FailureRun;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.kubelet.HollowKubelet.StartListener;
import io.scaletest.hollownode.kubelet.NodeWatches;
import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.node.NodeStates;
import io.scaletest.hollownode.node.NodeStates.Need;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.hollownode.proxy.KubeProxies;
import io.scaletest.hollownode.stages.StagePlayer;
import io.scaletest.kube.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Starts, counts and stops all nodes of the process. Their state is under the lock of one loop,
 * that of their leases under another's; the methods here take these locks and do not block.
 */
final class Fleet implements AutoCloseable {
  /**
   * Nodes that start at once, at most. More would make each wait for the others' requests, and the
   * server's first answers would be the last; fewer leave the server idle between them.
   */
  static final int STARTING_MAX = 100;

  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final FleetPlan plan;
  private final NodeClients clients;
  private final HollowFigures figures;
  private final KubeProxies proxies;
  private final Optional<KubeletServer> server;
  private final FaultHandler faults;
  private final Consumer<String> fatal;
  private final WorkLoop loop;
  private final WorkLoop heartbeatLoop;
  private final NodeContext.Shared shared;
  private final SplittableRandom random;
  private final NodeWatches watches;
  private final StagePlayer stages;
  private final List<HollowKubelet> kubelets = new ArrayList<>();
  private final List<NodeStates> nodes = new ArrayList<>();
  private final AtomicReference<Long> allReadyNs = new AtomicReference<>();
  private final Alarm nextStart;

  private final FailureRun failures;

  private long startNs;
  private int starting;
  private int begun;
  private int ready;

  /** Clients that are ready only now have no node to start any more. */
  private boolean stopped;

  /**
   * @param kubelets serves what kubelets do, where they serve anything
   * @param faults hears of what alarms throw
   * @param failureLines hears what is done to nodes on purpose, under the loop's lock
   * @param fatal takes, in one line, what makes going on pointless; called on an event loop
   */
  public Fleet(
      FleetPlan plan,
      NodeClients clients,
      HollowFigures figures,
      KubeProxies proxies,
      Optional<KubeletServer> kubelets,
      WallClock wallClock,
      FaultHandler faults,
      Consumer<String> failureLines,
      Consumer<String> fatal) {
    this.plan = plan;
    this.clients = clients;
    this.figures = figures;
    this.proxies = proxies;
    this.server = kubelets;
    this.faults = faults;
    this.fatal = fatal;
    this.random = new SplittableRandom(plan.seed());
    this.loop = new WorkLoop(wallClock, random.split(), faults);
    this.heartbeatLoop = new WorkLoop(wallClock, random.split(), faults);
    List<String> names = plan.nodes().stream().map(NodeDescription::name).toList();
    boolean pods = !plan.stages().hasPods();
    this.watches =
        plan.watchPerNode()
            ? NodeWatches.perNode(pods)
            : NodeWatches.shared(pods, loop, clients.shared(), figures, names);
    this.stages =
        new StagePlayer(
            plan.stages(),
            loop,
            figures,
            plan.watchPerNode(),
            clients.shared(),
            names,
            plan.seed());
    this.shared = new NodeContext.Shared(loop, heartbeatLoop, figures, plan.settings(), fatal);
    this.nextStart = loop.alarm(this::startNodes);
    this.failures = FailureRun.of(loop, plan.failures(), plan.failuresByAnnotation(), failureLines);
  }

  /** Begins to start the nodes. */
  public void start() {
    heartbeatLoop.start(clients.heartbeats(), "heartbeats");
    loop.start(clients.requests(), "nodes");
    loop.run(
        () -> {
          startNs = loop.nowNs();
          if (plan.morph().hasProxy() && !plan.watchPerNode()) {
            proxies.watchForAll(loop, clients.sharedProxy(), figures);
          }
          startNodes(startNs);
        });
  }

  private void startNodes(long nowNs) {
    while (begun < plan.nodes().size() && starting < STARTING_MAX) {
      if (plan.nodesPerSecond() > 0) {
        long dueNs = startNs + (long) (begun / plan.nodesPerSecond() * NS_PER_SECOND);
        if (dueNs > nowNs) {
          nextStart.set(dueNs);
          return;
        }
      }
      NodeDescription node = plan.nodes().get(begun);
      begun++;
      if (plan.morph().hasKubelet()) {
        starting++;
        startWithKubelet(node, random.split());
      } else {
        startNode(node, states -> {});
      }
    }
  }

  /** Starts a node as soon as its client is there. */
  private void startWithKubelet(NodeDescription node, SplittableRandom ofKubelet) {
    var unused =
        clients
            .kubelet(node.name())
            .thenAccept(
                client ->
                    loop.run(
                        () ->
                            startNode(node, states -> addKubelet(node, client, ofKubelet, states))))
            .exceptionally(
                thrown -> {
                  Throwable cause =
                      thrown instanceof CompletionException ? thrown.getCause() : thrown;
                  if (cause instanceof ConfigurationException) {
                    fatal.accept("node " + node.name() + ": " + cause.getMessage());
                  } else {
                    faults.handle("the start of a node", cause);
                  }
                  return null;
                });
  }

  private void startNode(NodeDescription node, Consumer<NodeStates> kubelet) {
    if (stopped) {
      return;
    }
    NodeStates states = new NodeStates();
    if (plan.morph().hasProxy()) {
      proxies.addTo(states, node.name(), loop, clients.proxy(), figures, plan.watchPerNode());
    }
    kubelet.accept(states);
    nodes.add(states);
    states.enter(NodeState.UP);
  }

  private void addKubelet(
      NodeDescription node, NodeClient client, SplittableRandom ofKubelet, NodeStates states) {
    NodeContext context = new NodeContext(node, client, shared, states);
    HollowKubelet kubelet = new HollowKubelet(context, watches, stages, ofKubelet, new Starts());
    kubelets.add(kubelet);
    failures.add(kubelet);
    server.ifPresent(all -> states.add(all.serve(context, kubelet.pods()), Need.NETWORK));
  }

  /** Keeps count of the nodes that are starting. */
  private final class Starts implements StartListener {
    private boolean counted = true;

    @Override
    public void waits(HollowKubelet kubelet) {
      if (counted) {
        counted = false;
        starting--;
        nextStart.set(loop.nowNs());
      }
    }

    @Override
    public void ready(HollowKubelet kubelet) {
      waits(kubelet);
      ready++;
      if (ready == plan.nodes().size()) {
        allReadyNs.set(loop.nowNs() - startNs);
        failures.start();
      }
      startNodes(loop.nowNs());
    }
  }

  /**
   * Takes an order of failures, as a pools file has them, with times from now on.
   *
   * @return what will be done, for people
   * @throws IllegalArgumentException one line that says what is wrong; then nothing is done
   */
  public String orderFailures(String yaml) {
    String[] planned = new String[1];
    loop.run(() -> planned[0] = failures.order(yaml));
    return planned[0];
  }

  /** Returns how many failures on purpose have begun. */
  public long failuresBegun() {
    return failures.begun();
  }

  /** Returns how long after the start the last node became ready; empty before that. */
  public Optional<Long> allReadyNs() {
    return Optional.ofNullable(allReadyNs.get());
  }

  /** Stops every node, as if its machine lost its power. */
  public void stop() {
    loop.run(
        () -> {
          stopped = true;
          begun = plan.nodes().size();
          nextStart.cancel();
          failures.stop();
          nodes.forEach(node -> node.enter(NodeState.POWERED_OFF));
          proxies.stopWatching();
        });
  }

  /**
   * Deletes the nodes, as the kubeconfig's user: nodes themselves may not. After {@link #stop}.
   *
   * @return completes, under the lock, with how many could not be deleted
   */
  public CompletableFuture<Long> deregister() {
    CompletableFuture<Long> done = new CompletableFuture<>();
    loop.run(
        () -> {
          NodeDeletes deletes =
              new NodeDeletes(loop, clients.shared().requests(), kubelets.size(), done);
          // A registration that is still under way could make its Node again.
          kubelets.forEach(kubelet -> kubelet.whenSettled(() -> deletes.add(kubelet.name())));
        });
    return done;
  }

  /** Calls no alarm any more. */
  @Override
  public void close() {
    loop.close();
    heartbeatLoop.close();
  }
}
