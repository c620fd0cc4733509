package io.scaletest.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The namespace on the host cluster that a cluster's pods live in. Its calls block and fail with a
 * {@link ToolException}: status 7 where something cannot be made, 9 where it cannot be ended.
 */
final class HostPods implements AutoCloseable {
  /** What a namespace of ours is marked with; its value is the cluster's. */
  private static final String MARK = "scaletest/cluster";

  private static final Map<String, String> LABELS = Map.of("purpose", "scaletest");

  /** A pod has 30 s to end, and its node a moment to say that it has. */
  private static final Duration END_LIMIT = Duration.ofMinutes(3);

  /** From these a container does not recover unless somebody does something. */
  private static final Set<String> LASTING =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "ErrImageNeverPull",
          "InvalidImageName",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  private static final String CRASHES = "CrashLoopBackOff";

  /** Components that come before the API server is there end once or twice. */
  private static final int RESTARTS_TAKEN = 4;

  private final Host host;
  private final Access access;

  private HostPods(Host host, Access access) {
    this.host = host;
    this.access = access;
  }

  static HostPods open(Host host) {
    return new HostPods(host, Access.to(host.kubeconfig(), host.context()));
  }

  Host host() {
    return host;
  }

  /** Makes the namespace, if it is not there; refuses one that somebody else has made. */
  void makeNamespace() {
    Optional<Namespace> found = namespace();
    if (found.isPresent()) {
      if (!isOurs(found.get())) {
        throw ToolException.usage(
            "--host-namespace: must be a new one or this cluster's, got " + host.namespace());
      }
      return;
    }
    apply(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(host.namespace())
            .addToLabels(LABELS)
            .addToLabels(MARK, host.id())
            .endMetadata()
            .build());
  }

  private boolean isOurs(Namespace found) {
    Map<String, String> labels = found.getMetadata().getLabels();
    return labels != null && host.id().equals(labels.get(MARK));
  }

  private Optional<Namespace> namespace() {
    return Optional.ofNullable(
        asked(
            ControlPlaneExit.START,
            () -> access.client().namespaces().withName(host.namespace()).get()));
  }

  /** Makes an object what is wanted. */
  void apply(HasMetadata object) {
    asked(ControlPlaneExit.START, () -> access.client().resource(object).serverSideApply());
  }

  /** Returns a pod, if it is there. */
  Optional<Pod> pod(String name) {
    return Optional.ofNullable(
        asked(
            ControlPlaneExit.START,
            () -> access.client().pods().inNamespace(host.namespace()).withName(name).get()));
  }

  /** Returns whether a pod is there that was made for the same, and is not ending. */
  boolean has(Pod wanted) {
    return pod(wanted.getMetadata().getName())
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> !Set.of("Succeeded", "Failed").contains(pod.getStatus().getPhase()))
        .map(pod -> pod.getMetadata().getLabels())
        .filter(wanted.getMetadata().getLabels()::equals)
        .isPresent();
  }

  /** Makes a pod, in the place of one of that name that was made for something else. */
  void replace(Pod wanted, BoundedWait wait) {
    String name = wanted.getMetadata().getName();
    if (pod(name).isPresent()) {
      asked(
          ControlPlaneExit.STOP,
          () -> access.client().pods().inNamespace(host.namespace()).withName(name).delete());
      if (!wait.until(END_LIMIT, () -> pod(name).isEmpty())) {
        throw new ToolException(ControlPlaneExit.STOP, "pod " + name + " does not end");
      }
    }
    apply(wanted);
  }

  /**
   * Deletes the namespace with all that is in it, and waits until it is gone. Leaves one that
   * somebody else has made alone.
   *
   * @return how many pods it had
   */
  int removeNamespace(BoundedWait wait) {
    Optional<Namespace> found = namespace();
    if (found.isEmpty() || !isOurs(found.get())) {
      return 0; // never made, or gone and somebody else's by now
    }
    int pods =
        asked(
            ControlPlaneExit.STOP,
            () -> access.client().pods().inNamespace(host.namespace()).list().getItems().size());
    asked(
        ControlPlaneExit.STOP,
        () -> access.client().namespaces().withName(host.namespace()).delete());
    if (!wait.until(END_LIMIT, () -> namespace().isEmpty())) {
      throw new ToolException(
          ControlPlaneExit.STOP,
          "namespace " + host.namespace() + " is not gone after " + END_LIMIT.toSeconds() + " s");
    }
    return pods;
  }

  private <T> T asked(ControlPlaneExit status, Supplier<T> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      throw new ToolException(status, "the host cluster: " + Access.reason(e), e);
    }
  }

  /** Returns whether every container of a pod is ready. */
  static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /**
   * Checks that nothing keeps a pod from ever being ready.
   *
   * @throws ToolException with status 7 and the kubelet's words
   */
  static void requireNoTrouble(Pod pod) {
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      if (container.getState() == null || container.getState().getWaiting() == null) {
        continue;
      }
      String reason = String.valueOf(container.getState().getWaiting().getReason());
      boolean crashes = reason.equals(CRASHES) && container.getRestartCount() > RESTARTS_TAKEN;
      if (LASTING.contains(reason) || crashes) {
        throw new ToolException(
            ControlPlaneExit.START,
            "pod "
                + pod.getMetadata().getName()
                + ", container "
                + container.getName()
                + ": "
                + reason
                + ": "
                + container.getState().getWaiting().getMessage());
      }
    }
  }

  @Override
  public void close() {
    access.close();
  }
}
