package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.ContainerState.Phase;
import io.scaletest.hollownode.podspec.PodSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What the status of a pod says, derived from its containers by the kubelet's rules: phase,
 * conditions, and when each of them changed.
 */
final class PodStatusView {
  private final PodSpec pod;
  private final List<ContainerState> inits;
  private final List<ContainerState> containers;
  private final PodConditions conditions = new PodConditions();
  private PodPhase phase = PodPhase.PENDING;
  private boolean sandbox;
  private List<String> addresses = List.of();
  private long startSecond;
  private long generation;
  private String reason = "";
  private String message = "";
  private boolean rejected;
  private boolean adoptedTerminal;

  PodStatusView(PodSpec pod, List<ContainerState> inits, List<ContainerState> containers) {
    this.pod = pod;
    this.inits = inits;
    this.containers = containers;
    this.generation = pod.meta().generation();
  }

  void started(long second) {
    startSecond = second;
  }

  void adopted(long second, List<String> podIps) {
    startSecond = second;
    addresses = podIps;
    sandbox = true;
    pod.status().conditions().forEach(conditions::known);
  }

  void adoptedTerminal(PodPhase terminal) {
    adoptedTerminal = true;
    phase = terminal;
  }

  void rejected(String newReason, String newMessage) {
    rejected = true;
    phase = PodPhase.FAILED;
    reason = newReason;
    message = newMessage;
  }

  /** The pod is going to fail as a whole. */
  void failing(String newReason, String newMessage) {
    reason = newReason;
    message = newMessage;
  }

  /** The sandbox is there, with its addresses. */
  void sandboxMade(List<String> newAddresses) {
    sandbox = true;
    addresses = newAddresses;
  }

  void sandboxGone() {
    sandbox = false;
  }

  void observed(long newGeneration) {
    generation = newGeneration;
  }

  PodPhase phase() {
    return phase;
  }

  /** Derives phase and conditions anew. */
  void refresh(PodRun.Stage stage, long nowSecond) {
    if (rejected || adoptedTerminal) {
      return;
    }
    phase = phase(stage);
    boolean initialized = initialized();
    String initReason = "";
    String initMessage = "";
    if (phase == PodPhase.SUCCEEDED) {
      initReason = "PodCompleted";
    } else if (!initialized) {
      initReason = "ContainersNotInitialized";
      initMessage = "containers with incomplete status: " + namesOf(incompleteInits());
    }
    List<String> unready = unready();
    String readyReason = "";
    String readyMessage = "";
    if (phase == PodPhase.SUCCEEDED) {
      readyReason = "PodCompleted";
    } else if (phase == PodPhase.FAILED) {
      readyReason = "PodFailed";
    } else if (!unready.isEmpty()) {
      readyReason = "ContainersNotReady";
      readyMessage = "containers with unready status: " + namesOf(unready);
    }
    boolean containersReady = readyReason.isEmpty();
    conditions.set(PodConditions.SANDBOX, sandbox, "", "", nowSecond);
    conditions.set(
        PodConditions.INITIALIZED,
        initialized || phase == PodPhase.SUCCEEDED,
        initReason,
        initMessage,
        nowSecond);
    conditions.set(
        PodConditions.CONTAINERS_READY, containersReady, readyReason, readyMessage, nowSecond);
    if (containersReady && !pod.readinessGates().isEmpty()) {
      readyReason = "ReadinessGatesNotReady";
      readyMessage =
          "corresponding condition of pod readiness gate \""
              + pod.readinessGates().get(0)
              + "\" does not exist.";
    }
    conditions.set(
        PodConditions.READY, readyReason.isEmpty(), readyReason, readyMessage, nowSecond);
    conditions.set(PodConditions.SCHEDULED, true, "", "", nowSecond);
  }

  /** The kubelet's getPhase, with terminal phases withheld until nothing of the pod can run. */
  private PodPhase phase(PodRun.Stage stage) {
    if (stage == PodRun.Stage.GONE) {
      boolean failed = !reason.isEmpty();
      for (ContainerState container : containers) {
        failed |= !container.succeeded();
      }
      return failed ? PodPhase.FAILED : PodPhase.SUCCEEDED;
    }
    if (!initialized()) {
      return PodPhase.PENDING;
    }
    for (ContainerState container : containers) {
      if (container.phase == Phase.WAITING && container.last == null) {
        return PodPhase.PENDING;
      }
    }
    return PodPhase.RUNNING;
  }

  private boolean initialized() {
    for (ContainerState container : containers) {
      if (container.phase != Phase.WAITING || container.last != null) {
        return true;
      }
    }
    return incompleteInits().isEmpty();
  }

  private List<String> incompleteInits() {
    List<String> names = new ArrayList<>(0);
    for (ContainerState init : inits) {
      boolean done = init.spec.sidecar() ? init.started : init.succeeded();
      if (!done) {
        names.add(init.spec.name());
      }
    }
    return names;
  }

  private List<String> unready() {
    List<String> names = new ArrayList<>(0);
    for (ContainerState init : inits) {
      if (init.spec.sidecar() && !init.ready) {
        names.add(init.spec.name());
      }
    }
    for (ContainerState container : containers) {
      if (!container.ready) {
        names.add(container.spec.name());
      }
    }
    return names;
  }

  private static String namesOf(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  PodStatus status() {
    boolean bare = rejected || adoptedTerminal;
    return PodStatus.of(
        phase,
        new PodConditions(conditions),
        bare ? "" : ContainerStatuses.json(pod, inits),
        bare ? "" : ContainerStatuses.json(pod, containers),
        addresses,
        startSecond,
        generation,
        reason,
        message);
  }
}
