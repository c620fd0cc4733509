package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.ContainerSpec.RestartRule;
import io.scaletest.hollownode.pod.ContainerState.Phase;
import io.scaletest.hollownode.pod.ContainerState.Role;
import io.scaletest.hollownode.pod.PodStatus.Printed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Derives phase, conditions and their transition times from a pod's containers, by the kubelet's
 * rules. For the thread that holds the loop's lock.
 */
final class PodStatusView {
  private final PodContainers all;
  private final PodConditions conditions = new PodConditions();
  private PodSpec pod;
  private PodPhase phase = PodPhase.PENDING;
  private boolean sandbox;
  private List<String> addresses = List.of();
  private long startSecond;
  private long generation;
  private String reason = "";
  private String message = "";
  private boolean disrupted;
  private boolean rejected;
  private boolean adoptedTerminal;
  private Optional<PodPhase> saidByOthers = Optional.empty();
  private boolean restartingAll;
  private PodSpec.PodResources resources;
  private Map<String, String> others;

  PodStatusView(PodSpec pod, PodContainers all) {
    this.pod = pod;
    this.all = all;
    this.generation = pod.meta().generation();
    this.resources = pod.resources();
    this.others = Map.of();
  }

  void started(long second) {
    startSecond = second;
  }

  /** Goes on from what the server has. */
  void adopted(ObservedPodStatus status) {
    phase = PodPhase.of(status.phase());
    startSecond = status.startSecond();
    addresses = status.podIps();
    sandbox = status.condition(PodConditions.TYPES.get(PodConditions.SANDBOX)).equals("True");
    generation = status.observedGeneration();
    status.conditions().forEach(conditions::known);
  }

  void adoptedTerminal(PodPhase terminal) {
    adoptedTerminal = true;
    phase = terminal;
  }

  /** Others said that the pod has ended; there is no way back from that. */
  void saidToHaveEnded(PodPhase terminal) {
    saidByOthers = Optional.of(terminal);
  }

  void rejected(String newReason, String newMessage) {
    rejected = true;
    phase = PodPhase.FAILED;
    reason = newReason;
    message = newMessage;
  }

  /** The pod is going to fail as a whole; that is reported when nothing of it runs any more. */
  void failing(String newReason, String newMessage) {
    reason = newReason;
    message = newMessage;
  }

  /** The kubelet ends the pod itself, for a reason that is not the pod's. */
  void disrupted(String newReason, String newMessage) {
    disrupted = true;
    failing(newReason, newMessage);
  }

  /** The sandbox is there, with its addresses. */
  void sandboxMade(List<String> newAddresses) {
    sandbox = true;
    addresses = newAddresses;
  }

  void sandboxRemoved() {
    sandbox = false;
  }

  boolean hasSandbox() {
    return sandbox;
  }

  /** The spec was changed, and what it says now is acted on. */
  void respecified(PodSpec newer) {
    pod = newer;
    generation = newer.meta().generation();
  }

  /** The node has granted other resources. */
  void allocated(PodSpec.PodResources granted) {
    resources = granted;
  }

  PodSpec.PodResources resources() {
    return resources;
  }

  /** Others set their conditions so: statuses by type. */
  void others(Map<String, String> statuses) {
    others = statuses;
  }

  /** All containers are being started again, or are no more. */
  void restartingAll(boolean now) {
    restartingAll = now;
  }

  PodConditions conditions() {
    return conditions;
  }

  PodPhase phase() {
    return phase;
  }

  List<String> addresses() {
    return addresses;
  }

  long startSecond() {
    return startSecond;
  }

  /** Derives phase and conditions again. */
  void refresh(PodRun.Stage stage, long nowSecond) {
    if (rejected || adoptedTerminal) {
      return;
    }
    phase = phase(stage);
    if (stage.compareTo(PodRun.Stage.TEARDOWN) >= 0) {
      conditions.clear(PodConditions.RESIZE_PENDING);
      conditions.clear(PodConditions.RESIZE_IN_PROGRESS);
    }
    set(PodConditions.SANDBOX, sandbox, "", "", nowSecond);
    refreshInitialized(nowSecond);
    String readyReason = "";
    String readyMessage = "";
    List<String> unready = unready();
    if (phase.isTerminal()) {
      readyReason = completion();
    } else if (!unready.isEmpty()) {
      readyReason = "ContainersNotReady";
      readyMessage = "containers with unready status: " + namesOf(unready);
    }
    set(
        PodConditions.CONTAINERS_READY,
        readyReason.isEmpty(),
        readyReason,
        readyMessage,
        nowSecond);
    if (readyReason.isEmpty()) {
      readyMessage = unreadyGates();
      readyReason = readyMessage.isEmpty() ? "" : "ReadinessGatesNotReady";
    }
    set(PodConditions.READY, readyReason.isEmpty(), readyReason, readyMessage, nowSecond);
    set(PodConditions.SCHEDULED, true, "", "", nowSecond);
    if (disrupted && phase.isTerminal()) {
      set(PodConditions.DISRUPTION_TARGET, true, "TerminationByKubelet", message, nowSecond);
    }
    refreshRestarting(nowSecond);
  }

  private void set(int i, boolean isTrue, String why, String text, long nowSecond) {
    conditions.set(i, isTrue, why, text, generation, nowSecond);
  }

  private String completion() {
    return phase == PodPhase.SUCCEEDED ? "PodCompleted" : "PodFailed";
  }

  private void refreshInitialized(long nowSecond) {
    List<String> incomplete = incompleteInits();
    boolean initialized =
        incomplete.isEmpty()
            || all.anyMainRan()
            || conditions.isTrue(PodConditions.INITIALIZED)
            || phase == PodPhase.SUCCEEDED;
    if (phase == PodPhase.SUCCEEDED) {
      set(PodConditions.INITIALIZED, true, completion(), "", nowSecond);
    } else if (initialized) {
      set(PodConditions.INITIALIZED, true, "", "", nowSecond);
    } else {
      String text = "containers with incomplete status: " + namesOf(incomplete);
      set(PodConditions.INITIALIZED, false, "ContainersNotInitialized", text, nowSecond);
    }
  }

  /** Returns what is missing of the conditions that others write and the pod waits for. */
  private String unreadyGates() {
    List<String> missing = new ArrayList<>(0);
    for (String gate : pod.readinessGates()) {
      String status = others.getOrDefault(gate, own(gate));
      if (status.isEmpty()) {
        missing.add(
            "corresponding condition of pod readiness gate \"" + gate + "\" does not exist.");
      } else if (!status.equals("True")) {
        missing.add(
            "the status of pod readiness gate \"" + gate + "\" is not \"True\", but " + status);
      }
    }
    return String.join(", ", missing);
  }

  private String own(String type) {
    int i = PodConditions.TYPES.indexOf(type);
    return i < 0 || !conditions.isPresent(i) ? "" : conditions.statusText(i);
  }

  private void refreshRestarting(long nowSecond) {
    if (!all.couldAllRestart(RestartRule.RESTART_ALL)) {
      return;
    }
    boolean now = restartingAll && !phase.isTerminal();
    String why = phase.isTerminal() ? completion() : now ? "RestartAllContainersStarted" : "";
    String text = now ? "container exited with restart policy rule" : "";
    conditions.set(PodConditions.RESTARTING, now, why, text, 0, nowSecond);
  }

  /** The kubelet's getPhase, with terminal phases withheld until nothing of the pod can run. */
  private PodPhase phase(PodRun.Stage stage) {
    if (saidByOthers.isPresent()) {
      return saidByOthers.get();
    }
    if (stage == PodRun.Stage.GONE) {
      boolean succeeded = reason.isEmpty();
      for (ContainerState container : all.mains()) {
        succeeded &= container.succeeded();
      }
      for (ContainerState init : all.inits()) {
        succeeded &= init.role == Role.SIDECAR || init.succeeded();
      }
      return succeeded ? PodPhase.SUCCEEDED : PodPhase.FAILED;
    }
    boolean ran = all.anyMainRan();
    for (ContainerState init : all.inits()) {
      boolean never = init.phase == Phase.WAITING && init.last == null;
      boolean pending =
          init.role == Role.SIDECAR
              ? never || !ran && init.isRunning() && !init.started
              : never || init.isRunning();
      if (pending) {
        return PodPhase.PENDING;
      }
    }
    boolean running = false;
    boolean stopped = false;
    for (ContainerState container : all.mains()) {
      if (!container.everRan()) {
        return PodPhase.PENDING;
      }
      running |= container.isRunning();
      stopped |= !container.isRunning();
    }
    return running || stopped ? PodPhase.RUNNING : PodPhase.PENDING;
  }

  private List<String> incompleteInits() {
    List<String> names = new ArrayList<>(0);
    for (ContainerState init : all.inits()) {
      if (init.role == Role.SIDECAR ? !init.started : !init.ready) {
        names.add(init.name());
      }
    }
    return names;
  }

  private List<String> unready() {
    List<String> names = new ArrayList<>(0);
    for (ContainerState init : all.inits()) {
      if (init.role == Role.SIDECAR && !init.ready) {
        names.add(init.name());
      }
    }
    for (ContainerState container : all.mains()) {
      if (!container.ready) {
        names.add(container.name());
      }
    }
    return names;
  }

  private static String namesOf(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  PodStatus status() {
    boolean bare = rejected || adoptedTerminal;
    boolean terminal = phase.isTerminal();
    return new PodStatus(
        phase,
        new PodConditions(conditions),
        bare ? Printed.NONE : Printed.of(ContainerStatuses.json(pod, all.inits())),
        bare ? Printed.NONE : Printed.of(ContainerStatuses.json(pod, all.mains())),
        bare ? Printed.NONE : Printed.of(ContainerStatuses.json(pod, all.ephemerals())),
        addresses,
        StatusDigest.of(all, addresses),
        startSecond,
        generation,
        terminal ? reason : "",
        terminal ? message : "",
        bare ? "" : resources.effectiveJson(),
        bare ? "" : resources.allocatedJson());
  }
}
