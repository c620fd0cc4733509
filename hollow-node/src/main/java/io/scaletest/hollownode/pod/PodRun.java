package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.pod.ContainerSpec.RestartRule;
import io.scaletest.hollownode.pod.ContainerState.Phase;
import io.scaletest.hollownode.pod.ContainerState.Role;
import io.scaletest.hollownode.pools.ContainerExit;
import io.scaletest.hollownode.pools.PodFault;
import io.scaletest.hollownode.pools.PodLifetime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The life cycle of one pod on its node, as a state machine over time: {@link #advance} does what
 * is due and returns when it is to be called next. Sends nothing; {@link #status} is what the
 * status manager reports. For the thread that holds the loop's lock.
 */
final class PodRun {
  /** The parts of a pod's life. */
  enum Stage {
    /** Waits for what its volumes need. */
    CREATING,
    /** Its sandbox is being made. */
    SANDBOX,
    INITIALIZING,
    RUNNING,
    /** Its containers have got SIGTERM. */
    STOPPING,
    /** No container runs any more; the sandbox is being removed. */
    TEARDOWN,
    /** Nothing is left of it on the node. */
    GONE
  }

  /** How a container ended of which nothing can be found. */
  private static final ContainerExit UNKNOWN = new ContainerExit(137, "ContainerStatusUnknown");

  /** What a runtime says of a container that was running when its machine went off. */
  private static final ContainerExit LOST = new ContainerExit(255, "Unknown");

  private static final ContainerExit REMOVED = new ContainerExit(137, "RestartingAllContainers");
  private static final String REMOVED_MESSAGE =
      "The container is removed because RestartAllContainers in place";

  /** A kubelet removes all containers of a pod by its next relist. */
  private static final long REMOVAL_NS = TimeUnit.SECONDS.toNanos(1);

  private final PodHost node;
  private final PodContainers containers;
  private final PodFaults faults;
  private final ContainerLife life;
  private final PodLifetime lifetime;
  private final PodStatusView view;
  private final PodResize resize;
  private final PodMemoryLimit memory;
  private PodSpec spec;
  private Stage stage = Stage.CREATING;
  private int initIndex;
  private long startNs;
  private long stageDueNs = Long.MAX_VALUE;
  private long deadlineNs = Long.MAX_VALUE;
  private long removalNs = Long.MAX_VALUE;
  private long graceSeconds;
  private long stoppedNs;
  private boolean deleted;

  PodRun(PodSpec spec, PodLifetime lifetime, PodUsage usage, PodHost node) {
    this.spec = spec;
    this.node = node;
    this.lifetime = lifetime;
    this.containers = new PodContainers(spec);
    this.faults = new PodFaults(lifetime.key());
    this.life = new ContainerLife(this, lifetime, usage, node);
    this.view = new PodStatusView(spec, containers);
    this.resize = new PodResize(this, containers, view, node);
    this.memory = new PodMemoryLimit(containers, usage, node);
  }

  PodSpec spec() {
    return spec;
  }

  Stage stage() {
    return stage;
  }

  /** Returns the status to report now. */
  PodStatus status() {
    return view.status();
  }

  PodPhase phase() {
    return view.phase();
  }

  List<String> addresses() {
    return view.addresses();
  }

  /** Returns when the kubelet took it, in seconds of the epoch; 0 before that. */
  long startSecond() {
    return view.startSecond();
  }

  PodContainers containers() {
    return containers;
  }

  /** Returns how many containers were killed since all together used too much memory. */
  int oomKills() {
    return memory.kills();
  }

  boolean hasRunningContainer() {
    return containers.anyRunning();
  }

  PodResize resize() {
    return resize;
  }

  PodFaults faults() {
    return faults;
  }

  /** The pod's annotation or the rules say how it fails, from now on. */
  void setFaults(List<PodFault> failures, long nowNs) {
    faults.set(failures, nowNs);
    review(nowNs);
  }

  /** A failure that is planned begins. */
  void beginFault(PodFault failure, long nowNs) {
    faults.begin(failure, nowNs);
    review(nowNs);
  }

  /** A failure that was planned is over. */
  void endFault(PodFault failure, long nowNs) {
    faults.end(failure);
    review(nowNs);
  }

  private void review(long nowNs) {
    containers.forEach(container -> life.review(container, nowNs));
    if (stage == Stage.STOPPING && stageDueNs != Long.MAX_VALUE) {
      stageDueNs = nowNs;
    }
  }

  /** Returns until when what is to be stopped of it does not stop; 0 where it does. */
  long heldUntilNs() {
    return deleted && stage == Stage.STOPPING ? faults.heldUntilNs(stoppedNs) : 0;
  }

  /** The node has taken the pod: it begins, at {@code nowNs}. */
  void begin(long nowNs) {
    startNs = nowNs;
    faults.set(lifetime.faults(), startNs);
    view.started(node.epochSecondAt(nowNs));
    setDeadline();
    refresh(nowNs);
  }

  private void setDeadline() {
    deadlineNs =
        spec.deadlineSeconds() > 0
            ? startNs + TimeUnit.SECONDS.toNanos(spec.deadlineSeconds())
            : Long.MAX_VALUE;
  }

  /** The node refuses the pod; it has failed before it began. */
  void reject(String reason, String message) {
    stage = Stage.GONE;
    view.rejected(reason, message);
  }

  /**
   * The pod was another process's before: it goes on from where the server says that it is. What
   * was due meanwhile is done by the next {@link #advance}.
   */
  void adopt(ObservedPodStatus from, long nowNs) {
    PodPhase phase = PodPhase.of(from.phase());
    if (phase.isTerminal()) {
      stage = Stage.GONE;
      view.adoptedTerminal(phase);
      return;
    }
    startNs = node.nanosAtEpochSecond(from.startSecond());
    faults.set(lifetime.faults(), startNs);
    view.adopted(from);
    setDeadline();
    if (from.containers().isEmpty() && phase == PodPhase.RUNNING) {
      adoptUndescribed(nowNs);
      return;
    }
    containers.forEach(
        c -> from.container(c.name()).ifPresent(known -> life.adopt(c, known, nowNs)));
    boolean hasAddress = !from.podIps().isEmpty() && view.hasSandbox();
    if (containers.anyMainRan()) {
      stage = Stage.RUNNING;
      initIndex = containers.inits().size();
    } else if (hasAddress) {
      stage = Stage.INITIALIZING;
    }
    if (stage != Stage.CREATING) {
      containers.forEach(c -> resume(c, nowNs));
    }
  }

  /** Of a pod that runs nothing else is known: its containers do since it began. */
  private void adoptUndescribed(long nowNs) {
    stage = Stage.RUNNING;
    initIndex = containers.inits().size();
    containers.forEach(
        container -> {
          life.run(container, startNs, nowNs);
          container.started = true;
          container.ready = true;
          container.startedNs = Long.MAX_VALUE;
          container.readyNs = Long.MAX_VALUE;
          if (container.role == Role.INIT) {
            life.ended(container, startNs, ContainerExit.COMPLETED);
          }
        });
  }

  private void resume(ContainerState container, long nowNs) {
    if (container.isRunning()) {
      return;
    }
    ContainerExit exit = container.lastExit();
    if (exit == null) {
      if (container.role == Role.MAIN && stage == Stage.RUNNING) {
        life.schedule(container, nowNs);
      }
      return;
    }
    boolean done =
        container.role == Role.EPHEMERAL || container.role == Role.INIT && exit.code() == 0;
    if (!done && container.spec.restartsAfter(exit.code(), spec.restartPolicy())) {
      life.restartAdopted(container, nowNs);
    }
  }

  /** Everything that the volumes need is there. */
  void volumesReady(long nowNs) {
    if (stage == Stage.CREATING) {
      stage = Stage.SANDBOX;
      stageDueNs = nowNs + Math.max(node.latencies().sandboxNs(), lifetime.sandboxNs());
    }
  }

  /**
   * The machine was off since {@code offNs}: no container runs any more, and the sandbox is gone.
   * What the pod's policy lets start again does, in another sandbox, as soon as {@link
   * #volumesReady}.
   */
  void machineRestarted(long offNs, long nowNs) {
    containers.forEach(container -> lose(container, offNs));
    view.sandboxRemoved();
    if (stage.compareTo(Stage.STOPPING) < 0) {
      removalNs = Long.MAX_VALUE;
      view.restartingAll(false);
      if (containers.mains().stream().anyMatch(this::mayStart)) {
        containers.inits().forEach(PodRun::runAgain);
        initIndex = 0;
        stage = Stage.CREATING;
        stageDueNs = Long.MAX_VALUE;
      } else {
        stop(1, nowNs);
      }
    }
    refresh(nowNs);
  }

  private void lose(ContainerState container, long offNs) {
    if (container.isRunning()) {
      life.ended(container, offNs, LOST);
    } else {
      container.forgetTimes();
    }
  }

  private boolean mayStart(ContainerState container) {
    return container.phase != Phase.TERMINATED
        || container.spec.restartsAfter(container.exit.code(), spec.restartPolicy());
  }

  /** Another sandbox needs its init containers, whatever became of them in the one before. */
  private static void runAgain(ContainerState init) {
    if (init.phase == Phase.TERMINATED) {
      init.last = init.terminated();
      init.phase = Phase.WAITING;
      init.waitingReason = ContainerState.INITIALIZING;
      init.ready = false;
    }
  }

  /** Others set their conditions of the pod so: statuses by type. */
  void others(Map<String, String> conditions) {
    view.others(conditions);
  }

  /** The spec was changed: acts on what is new, resources apart. */
  void respecify(PodSpec newer, long nowNs) {
    if (stage == Stage.GONE) {
      return;
    }
    spec = newer;
    view.respecified(newer);
    setDeadline();
    newer.initContainers().forEach(c -> respecify(containers.inits(), c, nowNs));
    newer.containers().forEach(c -> respecify(containers.mains(), c, nowNs));
    containers.addEphemerals(newer);
    refresh(nowNs);
  }

  private void respecify(List<ContainerState> states, ContainerSpec newer, long nowNs) {
    for (ContainerState state : states) {
      if (state.name().equals(newer.name())) {
        String image = state.image == null ? state.spec.image() : state.image;
        boolean sameImage = image.equals(newer.image());
        state.spec = newer;
        if (!sameImage && mayRestart() && state.role != Role.INIT) {
          imageChanged(state, nowNs);
        }
      }
    }
  }

  private void imageChanged(ContainerState container, long nowNs) {
    if (container.isRunning()) {
      String message = "Container " + container.name() + " definition changed, will be restarted";
      restart(container, message, nowNs);
    } else if (container.nextNs() != Long.MAX_VALUE) {
      // It waits for its image, or its next start: another image has no back-off yet.
      container.forgetTimes();
      container.backoffNs = 0;
      life.schedule(container, nowNs);
    }
  }

  /** Stops a container, to start it again whatever its policy says. */
  void restart(ContainerState container, String message, long nowNs) {
    container.restartsAnyway = true;
    life.stop(container, spec.graceSeconds(), false, message, nowNs);
  }

  /** Somebody wants the pod deleted, or sooner than was said. */
  void delete(long grace, long nowNs) {
    boolean again = deleted;
    deleted = true;
    long seconds = Math.max(1, grace);
    if (stage.compareTo(Stage.STOPPING) < 0) {
      stop(seconds, nowNs);
    } else if (stage == Stage.STOPPING && seconds < graceSeconds) {
      graceSeconds = seconds;
      containers.forEach(c -> shorten(c, seconds, nowNs));
    } else if (!again && stage == Stage.TEARDOWN) {
      stageDueNs = nowNs;
    }
  }

  /** The kubelet itself ends the pod, which has failed then, whatever its containers say. */
  void disrupt(String reason, String message, long grace, long nowNs) {
    if (mayRestart()) {
      view.disrupted(reason, message);
      stop(Math.max(1, grace), nowNs);
    }
  }

  /** Others say that the pod has ended: what still runs of it is stopped. */
  void endedByOthers(PodPhase terminal, long nowNs) {
    if (stage == Stage.GONE) {
      return;
    }
    view.saidToHaveEnded(terminal);
    if (stage.compareTo(Stage.STOPPING) < 0) {
      stop(Math.max(1, spec.graceSeconds()), nowNs);
    }
  }

  private void shorten(ContainerState container, long seconds, long nowNs) {
    if (container.isRunning()) {
      life.shorten(container, seconds, nowNs);
    }
  }

  /** Tells whether the pod is to be deleted on the server as soon as its status is told. */
  boolean isDeletable() {
    return deleted && stage == Stage.GONE;
  }

  boolean isDeleted() {
    return deleted;
  }

  /** Tells whether containers that end may be started again. */
  boolean mayRestart() {
    return !deleted && stage.compareTo(Stage.STOPPING) < 0;
  }

  /** Does what is due at {@code nowNs}; returns when the next thing is. */
  long advance(long nowNs) {
    if (nowNs >= deadlineNs && stage.compareTo(Stage.STOPPING) < 0) {
      String message = "Pod was active on the node longer than the specified deadline";
      view.failing("DeadlineExceeded", message);
      node.event(this, "", EventReason.DEADLINE_EXCEEDED, message);
      stop(Math.max(1, spec.graceSeconds()), nowNs);
    }
    boolean moved = true;
    while (moved) {
      moved = moveStage(nowNs);
      moved |= moveAll(containers.inits(), nowNs);
      moved |= moveAll(containers.mains(), nowNs);
      moved |= moveAll(containers.ephemerals(), nowNs);
      moved |= memory.look(mayRestart() ? spec.resources().memoryLimit() : 0, nowNs);
    }
    resize.complete(nowNs);
    refresh(nowNs);
    return nextNs();
  }

  private boolean moveAll(List<ContainerState> states, long nowNs) {
    boolean moved = false;
    for (int i = 0; i < states.size(); i++) {
      moved |= life.move(states.get(i), nowNs);
    }
    return moved;
  }

  private long nextNs() {
    long next = Math.min(Math.min(stageDueNs, removalNs), containers.nextNs());
    next = Math.min(next, Math.min(resize.nextNs(), memory.nextNs()));
    return stage.compareTo(Stage.STOPPING) < 0 ? Math.min(next, deadlineNs) : next;
  }

  private boolean moveStage(long nowNs) {
    switch (stage) {
      case SANDBOX:
        return nowNs >= stageDueNs && makeSandbox(nowNs);
      case INITIALIZING:
        return startEphemerals(nowNs) || (isRestartingAll() ? remove(nowNs) : initialize(nowNs));
      case RUNNING:
        return startEphemerals(nowNs) || (isRestartingAll() ? remove(nowNs) : finish(nowNs));
      case STOPPING:
        if (containers.anyRunning()) {
          giveTurns(nowNs);
          return false;
        }
        if (heldUntilNs() > nowNs) {
          stageDueNs = heldUntilNs();
          return false;
        }
        toTeardown(nowNs);
        return true;
      case TEARDOWN:
        if (nowNs < stageDueNs) {
          return false;
        }
        stageDueNs = Long.MAX_VALUE;
        stage = Stage.GONE;
        view.sandboxRemoved();
        return true;
      default:
        return false;
    }
  }

  private boolean makeSandbox(long nowNs) {
    if (faults.failsSandbox(nowNs)) {
      return failSandbox("DeadlineExceeded desc = context deadline exceeded", nowNs);
    }
    List<String> addresses = node.takeAddresses(this);
    if (addresses.isEmpty()) {
      return failSandbox(
          "Unknown desc = failed to setup network for sandbox: plugin type=\"bridge\" failed (add): "
              + node.withoutAddresses(),
          nowNs);
    }
    stageDueNs = Long.MAX_VALUE;
    view.sandboxMade(addresses);
    stage = Stage.INITIALIZING;
    return true;
  }

  private boolean failSandbox(String why, long nowNs) {
    stageDueNs = nowNs + node.syncBackoffNs();
    node.event(
        this,
        "",
        EventReason.FAILED_SANDBOX,
        "Failed to create pod sandbox: rpc error: code = " + why);
    return false;
  }

  /** Starts the next init container, or all containers when the last has done its part. */
  private boolean initialize(long nowNs) {
    if (initIndex < containers.inits().size()) {
      ContainerState init = containers.inits().get(initIndex);
      boolean done = init.role == Role.SIDECAR ? init.started : init.succeeded();
      if (done) {
        initIndex++;
        return true;
      }
      if (init.phase == Phase.WAITING && init.nextNs() == Long.MAX_VALUE) {
        life.schedule(init, nowNs);
        return init.nextNs() <= nowNs;
      }
      return false;
    }
    stage = Stage.RUNNING;
    containers.mains().stream().filter(this::mayStart).forEach(c -> life.schedule(c, nowNs));
    return true;
  }

  private boolean startEphemerals(long nowNs) {
    boolean started = false;
    for (ContainerState container : containers.ephemerals()) {
      if (!container.everRan() && container.nextNs() == Long.MAX_VALUE) {
        life.schedule(container, nowNs);
        started = true;
      }
    }
    return started;
  }

  /** A container has ended: starts it again, or all of them, or ends the pod for it. */
  void containerEnded(ContainerState container, long endedNs) {
    if (!mayRestart() || container.role == Role.EPHEMERAL || isRestartingAll()) {
      return;
    }
    int code = container.exit.code();
    if (container.spec.actionOn(code).equals(RestartRule.RESTART_ALL)) {
      restartAll(endedNs);
    } else if (container.role == Role.INIT && code == 0) {
      return;
    } else if (container.spec.restartsAfter(code, spec.restartPolicy())) {
      life.waitAfterEnd(container, endedNs);
    } else if (container.role == Role.INIT) {
      stop(Math.max(1, spec.graceSeconds()), endedNs);
    }
  }

  private boolean isRestartingAll() {
    return removalNs != Long.MAX_VALUE;
  }

  /** Kills what still runs, at once; then every container is removed. */
  private void restartAll(long nowNs) {
    removalNs = nowNs + REMOVAL_NS;
    view.restartingAll(true);
    containers.inits().forEach(c -> kill(c, nowNs));
    containers.mains().forEach(c -> kill(c, nowNs));
  }

  private void kill(ContainerState container, long nowNs) {
    if (container.isRunning()) {
      life.stop(container, 0, false, "killing", nowNs);
    } else {
      container.forgetTimes();
    }
  }

  /** Begins again with the first init container once all containers are removed. */
  private boolean remove(long nowNs) {
    boolean running =
        PodContainers.running(containers.inits()) || PodContainers.running(containers.mains());
    if (nowNs < removalNs || running) {
      if (nowNs >= removalNs) {
        removalNs = nowNs + REMOVAL_NS;
      }
      return false;
    }
    removalNs = Long.MAX_VALUE;
    view.restartingAll(false);
    containers.inits().forEach(PodRun::remove);
    containers.mains().forEach(PodRun::remove);
    initIndex = 0;
    stage = Stage.INITIALIZING;
    return true;
  }

  private static void remove(ContainerState container) {
    if (!container.everRan()) {
      return;
    }
    boolean source =
        container.phase == Phase.TERMINATED
            && container.spec.actionOn(container.exit.code()).equals(RestartRule.RESTART_ALL);
    ContainerState.Terminated own =
        container.phase == Phase.TERMINATED ? container.terminated() : container.last;
    container.last =
        source
            ? own
            : new ContainerState.Terminated(container.restarts, 0, 0, REMOVED, REMOVED_MESSAGE);
    container.phase = Phase.WAITING;
    container.waitingReason = REMOVED.reason();
    container.waitingMessage = REMOVED_MESSAGE;
    container.ready = false;
    container.started = false;
  }

  /** Ends the pod's run once every container has ended for good. */
  private boolean finish(long nowNs) {
    for (ContainerState container : containers.mains()) {
      if (container.phase != Phase.TERMINATED || container.nextNs() != Long.MAX_VALUE) {
        return false;
      }
    }
    stop(Math.max(1, spec.graceSeconds()), nowNs);
    return true;
  }

  private void stop(long seconds, long nowNs) {
    stage = Stage.STOPPING;
    stoppedNs = nowNs;
    stageDueNs = Long.MAX_VALUE;
    removalNs = Long.MAX_VALUE;
    view.restartingAll(false);
    graceSeconds = seconds;
    containers.forEach(c -> stop(c, nowNs));
  }

  private void stop(ContainerState container, long nowNs) {
    if (!container.isRunning()) {
      container.forgetTimes();
      if (container.phase == Phase.WAITING && container.last != null) {
        endedAsBefore(container);
      }
      return;
    }
    if (container.stopping) {
      container.restartsAnyway = false;
      life.shorten(container, graceSeconds, nowNs);
      return;
    }
    container.startedNs = Long.MAX_VALUE;
    container.readyNs = Long.MAX_VALUE;
    container.resizedNs = Long.MAX_VALUE;
    container.probing = null;
    boolean inTurn = container.role == Role.SIDECAR;
    life.stop(container, graceSeconds, inTurn, "Stopping container " + container.name(), nowNs);
  }

  /** What waited for its next run is one that ended, when there is no next. */
  private static void endedAsBefore(ContainerState container) {
    container.phase = Phase.TERMINATED;
    container.exit = container.last.exit();
    container.exitMessage = container.last.message();
    container.startedSecond = container.last.startedSecond();
    container.finishedSecond = container.last.finishedSecond();
  }

  /** Sidecars are stopped after the main containers, the last one first. */
  private void giveTurns(long nowNs) {
    if (PodContainers.running(containers.mains())) {
      return;
    }
    for (int i = containers.inits().size() - 1; i >= 0; i--) {
      ContainerState init = containers.inits().get(i);
      if (init.role == Role.SIDECAR && init.isRunning()) {
        life.stopInTurn(init, nowNs);
        return;
      }
    }
  }

  private void toTeardown(long nowNs) {
    stage = Stage.TEARDOWN;
    settle();
    // A real kubelet that was asked to delete the pod reports its end in one patch.
    stageDueNs = nowNs + (deleted ? 0 : node.latencies().teardownNs());
  }

  /** Of what never ran in a pod that began to, nobody knows how it ended. */
  private void settle() {
    List<ContainerState> inits = containers.inits();
    int lastRan = -1;
    for (int i = 0; i < inits.size(); i++) {
      lastRan = inits.get(i).everRan() ? i : lastRan;
    }
    for (int i = 0; i <= lastRan; i++) {
      unknown(inits.get(i));
    }
    ContainerState lastInit = inits.isEmpty() ? null : inits.get(inits.size() - 1);
    boolean initialized =
        lastInit == null
            || containers.anyMainRan()
            || lastInit.role == Role.INIT && lastInit.succeeded();
    if (initialized) {
      containers.mains().forEach(PodRun::unknown);
    }
  }

  private static void unknown(ContainerState container) {
    if (container.phase == Phase.WAITING) {
      container.phase = Phase.TERMINATED;
      container.exit = UNKNOWN;
      container.exitMessage = "The container could not be located when the pod was terminated";
      container.startedSecond = 0;
      container.finishedSecond = 0;
    }
  }

  private void refresh(long nowNs) {
    view.refresh(stage, node.epochSecondAt(nowNs));
  }
}
