package io.scaletest.hollownode.pod;

import io.scaletest.common.clock.DurationText;
import io.scaletest.hollownode.event.EventReason;
import io.scaletest.hollownode.lifetime.ContainerExit;
import io.scaletest.hollownode.lifetime.PodLifetime;
import io.scaletest.hollownode.podspec.ContainerSpec;
import io.scaletest.hollownode.podspec.PodSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The life of one pod on its node, as a function of time: it is told when it is, does what is due,
 * and says when it wants to be told next. It sends nothing; {@link #status} is what is to be told.
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
    /** Its containers have been told to stop. */
    STOPPING,
    /** No container runs any more; the sandbox is being removed. */
    TEARDOWN,
    /** Nothing is left of it on the node. */
    GONE
  }

  /** Exit code of a container that did not stop within its grace period: 128 and SIGKILL. */
  private static final ContainerExit KILLED = new ContainerExit(137, false);

  final PodSpec spec;
  private final PodLifetime life;
  private final PodSurroundings node;
  private final List<ContainerState> inits = new ArrayList<>(0);
  private final List<ContainerState> containers = new ArrayList<>(1);
  private final PodStatusView view;
  private Stage stage = Stage.CREATING;
  private int initIndex;
  private long stageDueNs = Long.MAX_VALUE;
  private long deadlineNs = Long.MAX_VALUE;
  private boolean deleted;

  PodRun(PodSpec spec, PodLifetime life, PodSurroundings node) {
    this.spec = spec;
    this.life = life;
    this.node = node;
    String reason =
        spec.initContainers().isEmpty() ? ContainerState.CREATING : ContainerState.INITIALIZING;
    spec.initContainers().forEach(c -> inits.add(new ContainerState(c, reason)));
    spec.containers().stream()
        .sorted(Comparator.comparing(ContainerSpec::name))
        .forEach(c -> containers.add(new ContainerState(c, reason)));
    this.view = new PodStatusView(spec, inits, containers);
  }

  Stage stage() {
    return stage;
  }

  /** Returns the status to tell now. */
  PodStatus status() {
    return view.status();
  }

  PodPhase phase() {
    return view.phase();
  }

  /** The node has taken the pod: it begins, at {@code nowNs}. */
  void begin(long nowNs) {
    view.started(node.epochSecondAt(nowNs));
    if (spec.deadlineSeconds() > 0) {
      deadlineNs = nowNs + TimeUnit.SECONDS.toNanos(spec.deadlineSeconds());
    }
    refresh(nowNs);
  }

  /** The node refuses the pod; it has failed before it began. */
  void reject(String reason, String message) {
    stage = Stage.GONE;
    view.rejected(reason, message);
  }

  /** The pod ran before this process saw it: it goes on from where the server says that it is. */
  void adopt(long nowNs) {
    PodPhase phase = PodPhase.of(spec.status().phase());
    if (phase.isTerminal()) {
      stage = Stage.GONE;
      view.adoptedTerminal(phase);
      return;
    }
    long second = spec.status().startSecond();
    long startNs = node.nanosAtEpochSecond(second);
    view.adopted(second, spec.status().podIps());
    stage = Stage.RUNNING;
    for (ContainerState init : inits) {
      started(init, startNs);
      if (!init.spec.sidecar()) {
        ended(init, startNs, ContainerExit.COMPLETED);
      }
    }
    initIndex = inits.size();
    for (ContainerState container : containers) {
      started(container, startNs);
    }
    advance(nowNs);
  }

  /** Everything that the volumes need is there. */
  void volumesReady(long nowNs) {
    if (stage == Stage.CREATING) {
      stage = Stage.SANDBOX;
      stageDueNs = nowNs + Math.max(node.latencies().sandboxNs(), life.sandboxNs());
    }
  }

  /** The spec has a new generation, which the status is to name. */
  void observed(long generation) {
    view.observed(generation);
  }

  /** Somebody wants the pod deleted. */
  void delete(long graceSeconds, long nowNs) {
    if (deleted) {
      return;
    }
    deleted = true;
    if (stage != Stage.GONE && stage != Stage.TEARDOWN) {
      stop(Math.max(1, graceSeconds), nowNs);
    }
  }

  /** Tells whether the pod is to be deleted on the server as soon as its status is told. */
  boolean isDeletable() {
    return deleted && stage == Stage.GONE;
  }

  boolean isDeleted() {
    return deleted;
  }

  /** Does what is due at {@code nowNs}; returns when the next thing is. */
  long advance(long nowNs) {
    if (nowNs >= deadlineNs && stage.compareTo(Stage.STOPPING) < 0) {
      deadlineNs = Long.MAX_VALUE;
      String message = "Pod was active on the node longer than the specified deadline";
      view.failing("DeadlineExceeded", message);
      node.event(this, "", EventReason.DEADLINE_EXCEEDED, message);
      stop(Math.max(1, spec.graceSeconds()), nowNs);
    }
    boolean moved = true;
    while (moved) {
      moved = moveStage(nowNs);
      for (int i = 0; i < inits.size(); i++) {
        moved |= move(inits.get(i), true, nowNs);
      }
      for (int i = 0; i < containers.size(); i++) {
        moved |= move(containers.get(i), false, nowNs);
      }
    }
    refresh(nowNs);
    return nextNs();
  }

  private long nextNs() {
    long next = stageDueNs;
    if (stage.compareTo(Stage.STOPPING) < 0) {
      next = Math.min(next, deadlineNs);
    }
    for (int i = 0; i < inits.size(); i++) {
      next = Math.min(next, inits.get(i).nextNs());
    }
    for (int i = 0; i < containers.size(); i++) {
      next = Math.min(next, containers.get(i).nextNs());
    }
    return next;
  }

  private boolean moveStage(long nowNs) {
    switch (stage) {
      case SANDBOX:
        if (nowNs < stageDueNs) {
          return false;
        }
        return makeSandbox(nowNs);
      case INITIALIZING:
        return initialize(nowNs);
      case RUNNING:
        return finish(nowNs);
      case STOPPING:
        if (anyAlive()) {
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
        view.sandboxGone();
        return true;
      default:
        return false;
    }
  }

  private boolean makeSandbox(long nowNs) {
    List<String> addresses = node.takeAddresses(this);
    if (addresses.isEmpty()) {
      stageDueNs = nowNs + node.retryNs();
      node.event(
          this,
          "",
          EventReason.FAILED_SANDBOX,
          "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network"
              + " for sandbox: plugin type=\"bridge\" failed (add): "
              + node.withoutAddresses());
      return false;
    }
    stageDueNs = Long.MAX_VALUE;
    view.sandboxMade(addresses);
    stage = Stage.INITIALIZING;
    return true;
  }

  /** Starts the next init container, or all containers when the last has done its part. */
  private boolean initialize(long nowNs) {
    if (initIndex < inits.size()) {
      ContainerState init = inits.get(initIndex);
      boolean done = init.spec.sidecar() ? init.started : init.succeeded();
      if (done) {
        initIndex++;
        return true;
      }
      if (init.phase == ContainerState.Phase.WAITING && init.nextNs() == Long.MAX_VALUE) {
        schedule(init, nowNs);
        return init.nextNs() <= nowNs;
      }
      return false;
    }
    stage = Stage.RUNNING;
    for (ContainerState container : containers) {
      schedule(container, nowNs);
    }
    return true;
  }

  /** Begins with what comes before a container's start: its image. */
  private void schedule(ContainerState container, long nowNs) {
    String image = container.spec.image();
    if (node.bringsImage(image)) {
      event(container, EventReason.PULLING, "Pulling image \"" + image + "\"");
      container.pullNs = node.pullNs(image);
      container.pulledNs = nowNs + container.pullNs;
    } else {
      event(
          container,
          EventReason.PULLED,
          "Container image \"" + image + "\" already present on machine");
      create(container, nowNs);
    }
  }

  private void pulled(ContainerState container, long nowNs) {
    String image = container.spec.image();
    String took = DurationText.ofMillis(TimeUnit.NANOSECONDS.toMillis(container.pullNs));
    container.pulledNs = Long.MAX_VALUE;
    event(
        container,
        EventReason.PULLED,
        String.format(
            Locale.ROOT,
            "Successfully pulled image \"%s\" in %s (%s including waiting). Image size: %d bytes.",
            image,
            took,
            took,
            node.imageBytes(image)));
    create(container, nowNs);
  }

  private void create(ContainerState container, long nowNs) {
    if (isConfigError(container, nowNs)) {
      return;
    }
    event(container, EventReason.CREATED, "Container created");
    long startNs = life.startNs(container.spec.name(), container.restarts);
    container.startNs = nowNs + Math.max(node.latencies().createNs(), startNs);
  }

  /** Looks whether a container's environment can be made; tries again later where it cannot. */
  private boolean isConfigError(ContainerState container, long nowNs) {
    Optional<String> error = node.configError(this, container.spec.name());
    if (error.isEmpty()) {
      return false;
    }
    event(container, EventReason.FAILED, "Error: " + error.get());
    if (container.phase == ContainerState.Phase.TERMINATED) {
      container.last = container.terminated();
    }
    container.forgetTimes();
    container.phase = ContainerState.Phase.WAITING;
    container.waitingReason = ContainerState.CONFIG_ERROR;
    container.waitingMessage = error.get();
    container.retryNs = nowNs + node.syncBackoffNs();
    return true;
  }

  /** Does the next thing of one container that is due; returns whether there was one. */
  private boolean move(ContainerState container, boolean init, long nowNs) {
    if (container.nextNs() > nowNs) {
      return false;
    }
    if (container.retryNs <= nowNs) {
      container.retryNs = Long.MAX_VALUE;
      schedule(container, nowNs);
    } else if (container.pulledNs <= nowNs) {
      pulled(container, nowNs);
    } else if (container.startNs <= nowNs) {
      start(container, nowNs);
    } else if (container.startedNs <= nowNs) {
      container.startedNs = Long.MAX_VALUE;
      container.started = true;
    } else if (container.readyNs <= nowNs) {
      container.readyNs = Long.MAX_VALUE;
      container.ready = true;
    } else {
      end(container, init, nowNs);
    }
    return true;
  }

  private void start(ContainerState container, long nowNs) {
    if (container.last != null || container.phase == ContainerState.Phase.TERMINATED) {
      if (isConfigError(container, nowNs)) {
        return;
      }
      if (container.phase == ContainerState.Phase.TERMINATED) {
        container.last = container.terminated();
      }
      container.restarts++;
      node.restarted();
    }
    started(container, nowNs);
    event(container, EventReason.STARTED, "Container started");
  }

  /** Makes a container one that runs since {@code nowNs}. */
  private void started(ContainerState container, long nowNs) {
    ContainerSpec of = container.spec;
    String name = of.name();
    container.forgetTimes();
    container.phase = ContainerState.Phase.RUNNING;
    container.startedSecond = node.epochSecondAt(nowNs);
    container.waitingMessage = "";
    boolean regularInit = !of.sidecar() && inits.contains(container);
    if (regularInit) {
      container.started = true;
      container.exitNs = nowNs + life.initNs(name, container.restarts);
      return;
    }
    long startedNs = nowNs + TimeUnit.SECONDS.toNanos(Math.max(0, of.startupDelaySeconds()));
    long probedNs = TimeUnit.SECONDS.toNanos(Math.max(0, of.readinessDelaySeconds()));
    long readyNs = startedNs + Math.max(probedNs, life.readyNs(name, container.restarts));
    container.startedNs = startedNs;
    container.readyNs = readyNs;
    container.started = of.startupDelaySeconds() < 0;
    if (container.started) {
      container.startedNs = Long.MAX_VALUE;
    }
    if (!of.sidecar()) {
      life.run(name, container.restarts)
          .ifPresent(
              run -> {
                container.exitNs = nowNs + run.durationNs();
                container.exit = run.exit();
              });
    }
  }

  private void end(ContainerState container, boolean init, long nowNs) {
    if (container.exit == null) {
      container.exit = ContainerExit.COMPLETED;
    }
    ended(container, nowNs, container.exit);
    if (stage != Stage.RUNNING || init || !restarts(container.exit)) {
      return;
    }
    long waitNs = RestartBackoff.afterEnd(container, nowNs);
    container.startNs =
        nowNs + waitNs + life.startNs(container.spec.name(), container.restarts + 1);
    if (waitNs > 0) {
      container.last = container.terminated();
      container.phase = ContainerState.Phase.WAITING;
      container.waitingReason = ContainerState.CRASH_LOOP;
      container.waitingMessage = RestartBackoff.message(waitNs, container.spec.name(), spec);
      event(
          container,
          EventReason.BACK_OFF,
          "Back-off restarting failed container "
              + container.spec.name()
              + " in pod "
              + spec.name()
              + "_"
              + spec.namespace()
              + "("
              + spec.uid()
              + ")");
    }
  }

  private void ended(ContainerState container, long nowNs, ContainerExit exit) {
    container.forgetTimes();
    container.phase = ContainerState.Phase.TERMINATED;
    container.exit = exit;
    container.finishedSecond = node.epochSecondAt(nowNs);
    container.started = false;
    boolean regularInit = !container.spec.sidecar() && inits.contains(container);
    container.ready = regularInit && exit.code() == 0;
  }

  private boolean restarts(ContainerExit exit) {
    return switch (spec.restartPolicy()) {
      case "Always" -> true;
      case "OnFailure" -> exit.code() != 0;
      default -> false;
    };
  }

  /** Ends the pod's run once every container has ended for good. */
  private boolean finish(long nowNs) {
    for (ContainerState container : containers) {
      if (container.phase != ContainerState.Phase.TERMINATED
          || container.startNs != Long.MAX_VALUE) {
        return false;
      }
    }
    stop(Math.max(1, spec.graceSeconds()), nowNs);
    return true;
  }

  private void stop(long graceSeconds, long nowNs) {
    stage = Stage.STOPPING;
    stageDueNs = Long.MAX_VALUE;
    long graceNs = TimeUnit.SECONDS.toNanos(graceSeconds);
    for (ContainerState container : inits) {
      stop(container, graceNs, nowNs);
    }
    for (ContainerState container : containers) {
      stop(container, graceNs, nowNs);
    }
  }

  private void stop(ContainerState container, long graceNs, long nowNs) {
    boolean running = container.phase == ContainerState.Phase.RUNNING;
    container.forgetTimes();
    if (!running) {
      return;
    }
    long stopNs = life.stopNs(container.spec.name());
    container.exitNs = nowNs + Math.min(stopNs, graceNs);
    container.exit = stopNs <= graceNs ? ContainerExit.COMPLETED : KILLED;
    event(container, EventReason.KILLING, "Stopping container " + container.spec.name());
  }

  private boolean anyAlive() {
    for (ContainerState container : inits) {
      if (container.phase == ContainerState.Phase.RUNNING) {
        return true;
      }
    }
    for (ContainerState container : containers) {
      if (container.phase == ContainerState.Phase.RUNNING) {
        return true;
      }
    }
    return false;
  }

  private void toTeardown(long nowNs) {
    stage = Stage.TEARDOWN;
    // A real kubelet that was asked to delete the pod tells its end in one patch.
    stageDueNs = nowNs + (deleted ? 0 : node.latencies().teardownNs());
  }

  private void refresh(long nowNs) {
    view.refresh(stage, node.epochSecondAt(nowNs));
  }

  private void event(ContainerState container, EventReason reason, String message) {
    node.event(this, container.spec.name(), reason, message);
  }
}
