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
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A cluster of processes of this machine. Each records itself before it does anything, so that none
 * is ever unknown.
 */
final class ProcessCluster implements Cluster {
  /** How long an {@code up} that is asked to stop may take: the graces of its components. */
  private static final Duration OWNER_LIMIT = Duration.ofSeconds(45);

  /** Several times what is seen on two busy cores: a share for the start, and one for each node. */
  private static final Duration READY_LIMIT = Duration.ofMinutes(5);

  private static final Duration READY_LIMIT_OF_A_NODE = Duration.ofMillis(200);

  /** Between two lists of the nodes on the server, once their processes say that all are Ready. */
  private static final Duration LIST_PERIOD = Duration.ofSeconds(1);

  private static final Duration METRICS_PERIOD = Duration.ofMillis(250);

  private final ClusterFolder folder;
  private final HollowProcesses hollow;
  private final Ticker ticker = Ticker.system();
  private final BoundedWait wait = new BoundedWait(ticker);

  ProcessCluster(ClusterFolder folder, Launcher launcher) {
    this.folder = folder;
    this.hollow = new HollowProcesses(folder, launcher, wait);
  }

  @Override
  public ClusterView up(OptionalInt nodes, UpSettings settings, BuildListener progress) {
    long beganNs = ticker.nanos();
    try (ClusterFolder.Lock lock = folder.lock()) {
      SecureRandom random = new SecureRandom();
      ClusterState state =
          ClusterState.wanted(
              folder.state(), nodes, settings, () -> FreePorts.draw(1, random).get(0));
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

  /** What was never ready is begun anew, with its nodes: they know the authority before it. */
  private ControlPlane controlPlane(BuildListener progress) {
    if (ControlPlane.wasReady(folder.controlPlane())) {
      ControlPlane found = ControlPlane.find(folder.controlPlane()).orElseThrow();
      List<String> started = found.startMissing();
      progress.note(
          started.isEmpty()
              ? "the control plane stands"
              : "started again: " + String.join(", ", started));
      return found;
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

  @Override
  public Optional<ClusterView> look() {
    Optional<ClusterState> state = folder.state();
    Optional<ControlPlane> controlPlane =
        state.isPresent() ? ControlPlane.find(folder.controlPlane()) : Optional.empty();
    return controlPlane.map(found -> ClusterView.of(found, state.get(), folder.running()));
  }

  @Override
  public Path kubeconfig() {
    Optional<ControlPlane> found = ControlPlane.find(folder.controlPlane());
    if (found.isEmpty() || found.get().status().stream().noneMatch(ComponentStatus::running)) {
      throw new ToolException(ControlPlaneExit.NOT_RUNNING, "no cluster runs in " + folder.path());
    }
    return found.get().kubeconfig();
  }

  @Override
  public int down() {
    if (!folder.exists()) {
      return 0;
    }
    try (ClusterFolder.Lock lock = folder.lockForEnd(OWNER_LIMIT, wait)) {
      int ended = hollow.stopAll();
      lock.endRecords();
      ended += hollow.stopAll();
      ended += ControlPlane.down(folder.controlPlane());
      lock.removeAll();
      return ended;
    }
  }

  @Override
  public String parts() {
    return "processes";
  }

  @Override
  public Path path() {
    return folder.path();
  }
}
