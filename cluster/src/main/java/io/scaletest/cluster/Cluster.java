package io.scaletest.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.process.Launcher;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.ComponentStatus;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.cluster.FreePorts;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.process.ProcessEnd;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A control plane and hollow nodes that have joined it, as processes that outlive this tool. What
 * is to be is written down before it is made, and each process records itself before it does
 * anything: so whatever is interrupted, {@link #up} continues it and {@link #down} ends it. Used by
 * one thread; every call blocks.
 */
final class Cluster {
  /** How long an {@code up} that is asked to stop may take: the graces of its components. */
  private static final Duration OWNER_LIMIT = Duration.ofSeconds(45);

  /** Several times what is seen on two busy cores: a share for the start, and one for each node. */
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);

  private static final Duration READY_LIMIT_OF_A_NODE = Duration.ofMillis(200);

  /** Between two lists of the nodes on the server, once their processes say that all are Ready. */
  private static final Duration LIST_PERIOD = Duration.ofSeconds(1);

  private static final Duration METRICS_PERIOD = Duration.ofMillis(250);

  private final ClusterFolder folder;
  private final HollowProcesses hollow;
  private final Ticker ticker = Ticker.system();
  private final BoundedWait wait = new BoundedWait(ticker);

  Cluster(Path dataDir, Launcher launcher) {
    this.folder = ClusterFolder.at(dataDir);
    this.hollow = new HollowProcesses(folder, launcher, wait);
  }

  /**
   * Makes the cluster what it is to be, from wherever an earlier call has left it, and returns when
   * every node is Ready.
   *
   * @param nodes how many nodes; empty for as many as it has, or {@code defaultNodes} of a new one
   * @throws ToolException with a status of {@link ControlPlaneExit}, or a usage error
   */
  ClusterView up(OptionalInt nodes, UpSettings settings, BuildListener progress) {
    long beganNs = ticker.nanos();
    try (ClusterFolder.Lock lock = folder.lock()) {
      ClusterState state = wanted(nodes, settings);
      lock.begin();
      lock.write(state.at(ClusterState.CONTROL_PLANE));
      ControlPlane controlPlane = controlPlane(progress);
      for (HollowGroup group : state.groups()) {
        if (!hollow.runs(group)) {
          lock.write(state.at(group.name()));
          progress.note(group.name() + ": starting a process with " + group.nodes() + " nodes");
          hollow.start(group, state.watch(), controlPlane.kubeconfig());
        }
      }
      awaitReady(state, controlPlane, progress);
      lock.write(state.at(ClusterState.READY));
      progress.note(
          String.format(
              Locale.ROOT,
              "%d nodes Ready after %.1f s",
              state.nodes(),
              (ticker.nanos() - beganNs) / (double) TimeUnit.SECONDS.toNanos(1)));
      return ClusterView.of(controlPlane, state, folder.running());
    }
  }

  private ClusterState wanted(OptionalInt nodes, UpSettings settings) {
    Optional<ClusterState> found = folder.state();
    if (found.isPresent() && !found.get().watch().equals(settings.watch())) {
      throw ToolException.usage(
          "--watch: must be as this cluster has it, "
              + found.get().watch()
              + " (cluster down ends it), got "
              + settings.watch());
    }
    ClusterState before = found.orElseGet(() -> ClusterState.nothing(settings.watch()));
    int defaultNodes = found.isPresent() ? before.nodes() : UpSettings.DEFAULT_NODES;
    SecureRandom random = new SecureRandom();
    return before.grownTo(
        nodes.orElse(defaultNodes),
        settings.nodesPerProcess(),
        () -> FreePorts.draw(1, random).get(0));
  }

  /** What was never ready is begun anew, with its nodes: they know the authority before it. */
  private ControlPlane controlPlane(BuildListener progress) {
    Optional<ControlPlane> found = ControlPlane.find(folder.controlPlane());
    if (found.isPresent() && found.get().wasReady()) {
      List<String> started = found.get().startMissing();
      progress.note(
          started.isEmpty()
              ? "the control plane stands"
              : "started again: " + String.join(", ", started));
      return found.get();
    }
    hollow.stopAll();
    ControlPlane.down(folder.controlPlane());
    return ControlPlane.start(ControlPlaneOptions.in(folder.controlPlane()), progress);
  }

  private void awaitReady(ClusterState state, ControlPlane controlPlane, BuildListener progress) {
    Duration limit = READY_LIMIT.plus(READY_LIMIT_OF_A_NODE.multipliedBy(state.nodes()));
    long beganNs = ticker.nanos();
    int ready = 0;
    String trouble = "";
    boolean told = false;
    while (ready < state.nodes()) {
      state.groups().forEach(hollow::requireAlive);
      if (ticker.nanos() - beganNs > limit.toNanos()) {
        throw new ToolException(
            ControlPlaneExit.START,
            String.format(
                Locale.ROOT,
                "%d of %d nodes are Ready after %d s%s (logs: %s)",
                ready,
                state.nodes(),
                limit.toSeconds(),
                trouble,
                folder.log("*")));
      }
      int own = state.groups().stream().mapToInt(ReadyNodes::toldBy).sum();
      told = own == state.nodes();
      if (told) {
        try {
          ready = ReadyNodes.onServer(controlPlane.client(), state);
        } catch (KubernetesClientException e) {
          trouble = "; the server: " + e.getMessage();
        }
      }
      progress.progress((told ? ready : own) + " of " + state.nodes() + " nodes Ready");
      if (ready < state.nodes()) {
        pause(told ? LIST_PERIOD : METRICS_PERIOD);
      }
    }
  }

  private void pause(Duration length) {
    wait.until(length, () -> false);
  }

  /** Looks at each process and at the nodes, now; empty where there is no cluster. */
  Optional<ClusterView> look() {
    Optional<ClusterState> state = folder.state();
    Optional<ControlPlane> controlPlane =
        state.isPresent() ? ControlPlane.find(folder.controlPlane()) : Optional.empty();
    return controlPlane.map(found -> ClusterView.of(found, state.get(), folder.running()));
  }

  /**
   * Returns the kubeconfig of a cluster whose API server runs.
   *
   * @throws ToolException with status 3 where there is none
   */
  Path kubeconfig() {
    Optional<ControlPlane> found = ControlPlane.find(folder.controlPlane());
    if (found.isEmpty() || found.get().status().stream().noneMatch(ComponentStatus::running)) {
      throw new ToolException(ControlPlaneExit.NOT_RUNNING, "no cluster runs in " + folder.path());
    }
    return found.get().kubeconfig();
  }

  /**
   * Ends an {@code up} that is at work, the nodes, then the control plane, and deletes all their
   * files. Works whatever is left of them; does nothing where nothing is.
   *
   * @return how many processes ran
   * @throws ToolException with status 9 if one cannot be ended; files stay then
   */
  int down() {
    if (!folder.exists()) {
      return 0;
    }
    folder.owner().ifPresent(this::endOwner);
    try (ClusterFolder.Lock lock = folder.lock()) {
      int ended = hollow.stopAll();
      lock.endRecords();
      ended += hollow.stopAll();
      ended += ControlPlane.down(folder.controlPlane());
      lock.removeAll();
      return ended;
    }
  }

  private void endOwner(ProcessIdentity owner) {
    new ProcessEnd(wait).stop(List.of(owner), OWNER_LIMIT);
  }

  Path path() {
    return folder.path();
  }
}
