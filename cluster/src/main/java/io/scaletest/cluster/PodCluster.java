package io.scaletest.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.PodControlPlane;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A cluster of pods in a namespace of another cluster: one of the control plane, and one for each
 * group of hollow nodes. The namespace is this cluster's alone: ending it ends everything.
 */
final class PodCluster implements Cluster {
  /** Images have to be pulled, on several nodes perhaps. */
  private static final Duration CONTROL_PLANE_LIMIT = Duration.ofMinutes(5);

  private static final Duration NODES_LIMIT = Duration.ofMinutes(5);
  private static final Duration LIMIT_OF_A_NODE = Duration.ofMillis(200);
  private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

  /** How long an {@code up} that is asked to stop may take: it has nothing to end. */
  private static final Duration OWNER_LIMIT = Duration.ofSeconds(10);

  /** The same in every pod. */
  private static final int METRICS_PORT = 9_100;

  private final ClusterFolder folder;
  private final Ticker ticker = Ticker.system();
  private final BoundedWait wait = new BoundedWait(ticker);

  PodCluster(ClusterFolder folder) {
    this.folder = folder;
  }

  @Override
  public ClusterView up(OptionalInt nodes, UpSettings settings, BuildListener progress) {
    long beganNs = ticker.nanos();
    try (ClusterFolder.Lock lock = folder.lock()) {
      ClusterState state = ClusterState.wanted(folder.state(), nodes, settings, () -> METRICS_PORT);
      lock.begin();
      lock.write(state.at(ClusterState.CONTROL_PLANE));
      try (HostPods host = HostPods.open(state.host().orElseThrow())) {
        host.makeNamespace();
        PodControlPlane made = PodControlPlane.in(folder.path());
        Pod pod = controlPlane(host, made, progress);
        String kubeconfig = made.adminKubeconfig(pod.getStatus().getPodIP());
        lock.writeKubeconfig(kubeconfig);
        host.apply(HollowPods.kubeconfig(state.host().get().namespace(), kubeconfig));
        for (HollowGroup group : state.groups()) {
          Pod wanted = HollowPods.pod(state, group, pod);
          if (!host.has(wanted)) {
            lock.write(state.at(group.name()));
            progress.note(group.name() + ": a pod with " + group.nodes() + " nodes");
            host.replace(wanted, wait);
          }
        }
        awaitReady(host, state, progress);
        lock.write(state.at(ClusterState.READY));
        progress.note(
            String.format(
                Locale.ROOT,
                "%d nodes Ready after %.1f s",
                state.nodes(),
                (ticker.nanos() - beganNs) / (double) TimeUnit.SECONDS.toNanos(1)));
        return view(host, state);
      }
    }
  }

  private Pod controlPlane(HostPods host, PodControlPlane made, BuildListener progress) {
    Host place = host.host();
    host.apply(made.secret(place.namespace()));
    Pod wanted = HollowPods.offHollowNodes(made.pod(place.namespace(), place::imageOf));
    if (host.has(wanted)) {
      progress.note("the control plane's pod is there");
    } else {
      progress.note("the control plane: a pod in namespace " + place.namespace());
      host.replace(wanted, wait);
    }
    long beganNs = ticker.nanos();
    while (ticker.nanos() - beganNs < CONTROL_PLANE_LIMIT.toNanos()) {
      Optional<Pod> pod = host.pod(PodControlPlane.NAME);
      pod.ifPresent(HostPods::requireNoTrouble);
      if (pod.isPresent() && HostPods.isReady(pod.get())) {
        return pod.get();
      }
      progress.progress("waiting for the control plane's pod");
      pause();
    }
    throw new ToolException(
        ControlPlaneExit.START,
        "pod "
            + PodControlPlane.NAME
            + " in namespace "
            + place.namespace()
            + " is not Ready after "
            + CONTROL_PLANE_LIMIT.toSeconds()
            + " s");
  }

  private void awaitReady(HostPods host, ClusterState state, BuildListener progress) {
    Duration limit = NODES_LIMIT.plus(LIMIT_OF_A_NODE.multipliedBy(state.nodes()));
    long beganNs = ticker.nanos();
    int ready = 0;
    String trouble = "";
    try (Access access = Access.to(folder.kubeconfig().toString(), "")) {
      boolean usable = false;
      while (!usable || ready < state.nodes()) {
        for (HollowGroup group : state.groups()) {
          host.pod(group.name()).ifPresent(HostPods::requireNoTrouble);
        }
        if (ticker.nanos() - beganNs > limit.toNanos()) {
          throw new ToolException(
              ControlPlaneExit.START,
              String.format(
                  Locale.ROOT,
                  "%d of %d nodes are Ready after %d s%s",
                  ready,
                  state.nodes(),
                  limit.toSeconds(),
                  trouble));
        }
        try {
          usable = usable || makeToolsNamespace(access);
          ready = ReadyNodes.onServer(access.client(), state);
        } catch (KubernetesClientException e) {
          trouble = "; its server, which must be reached from here: " + Access.reason(e);
        }
        progress.progress(ready + " of " + state.nodes() + " nodes Ready");
        if (ready < state.nodes()) {
          pause();
        }
      }
    }
  }

  /** Makes the namespace that the tools work in; returns true once it is there. */
  private static boolean makeToolsNamespace(Access access) {
    access
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(ControlPlane.NAMESPACE)
                .endMetadata()
                .build())
        .serverSideApply();
    return true;
  }

  private void pause() {
    wait.until(LOOK_PERIOD, () -> false);
  }

  private ClusterView view(HostPods host, ClusterState state) {
    List<ClusterView.Row> rows = new ArrayList<>();
    rows.add(row(host, PodControlPlane.NAME));
    state.groups().forEach(group -> rows.add(row(host, group.name())));
    OptionalInt ready = OptionalInt.empty();
    if (Files.exists(folder.kubeconfig())) {
      try (Access access = Access.to(folder.kubeconfig().toString(), "")) {
        ready = OptionalInt.of(ReadyNodes.onServer(access.client(), state));
      } catch (KubernetesClientException e) {
        ready = OptionalInt.empty(); // said as "unknown": the rows tell what does not answer
      }
    }
    return new ClusterView(folder.kubeconfig(), state.nodes(), ready, rows);
  }

  private static ClusterView.Row row(HostPods host, String name) {
    Optional<Pod> pod = host.pod(name);
    if (pod.isEmpty()) {
      return ClusterView.Row.ofPod(name, "missing", false, false);
    }
    boolean ready = HostPods.isReady(pod.get());
    String state = ready ? "ready" : pod.get().getStatus().getPhase();
    return ClusterView.Row.ofPod(name, state, true, ready);
  }

  @Override
  public Optional<ClusterView> look() {
    Optional<ClusterState> state = folder.state();
    if (state.isEmpty()) {
      return Optional.empty();
    }
    try (HostPods host = HostPods.open(state.get().host().orElseThrow())) {
      return Optional.of(view(host, state.get()));
    }
  }

  @Override
  public Path kubeconfig() {
    if (!Files.exists(folder.kubeconfig())) {
      throw new ToolException(ControlPlaneExit.NOT_RUNNING, "no cluster runs in " + folder.path());
    }
    return folder.kubeconfig();
  }

  @Override
  public int down() {
    try (ClusterFolder.Lock lock = folder.lockForEnd(OWNER_LIMIT, wait);
        HostPods host = HostPods.open(folder.state().orElseThrow().host().orElseThrow())) {
      int ended = host.removeNamespace(wait);
      lock.removeAll();
      return ended;
    }
  }

  @Override
  public String parts() {
    return "pods";
  }

  @Override
  public Path path() {
    return folder.path();
  }
}
