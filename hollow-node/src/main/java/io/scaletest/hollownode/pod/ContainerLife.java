package io.scaletest.hollownode.pod;

import static io.scaletest.hollownode.pod.ContainerState.NEVER;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.pod.ContainerState.Phase;
import io.scaletest.hollownode.pod.ContainerState.Role;
import io.scaletest.hollownode.pools.ContainerExit;
import io.scaletest.hollownode.pools.PodLifetime;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The state machine of each container of one pod: image pull, start, probes, end, restart after a
 * back-off, stop. Changes the {@link ContainerState} that it is given; for the thread that holds
 * the loop's lock.
 */
final class ContainerLife {
  /** A runtime kills no container sooner than this after its SIGTERM. */
  private static final long LEAST_GRACE_NS = TimeUnit.SECONDS.toNanos(2);

  private final PodRun pod;
  private final PodLifetime life;
  private final PodUsage usage;
  private final PodHost node;
  private final ImagePulls pulls;

  ContainerLife(PodRun pod, PodLifetime life, PodUsage usage, PodHost node) {
    this.pod = pod;
    this.life = life;
    this.usage = usage;
    this.node = node;
    this.pulls = new ImagePulls(pod, node);
  }

  /** Begins with what comes before a container's start: its image. */
  void schedule(ContainerState container, long nowNs) {
    container.image = null;
    if (pulls.begin(container, nowNs)) {
      create(container, nowNs);
    }
  }

  private void create(ContainerState container, long nowNs) {
    if (isConfigError(container, nowNs)) {
      return;
    }
    event(container, EventReason.CREATED, "Container created");
    long startNs = life.startNs(container.name(), container.restarts);
    container.startNs = nowNs + Math.max(node.latencies().createNs(), startNs);
  }

  /** Looks whether a container's environment can be made; tries again later where it cannot. */
  private boolean isConfigError(ContainerState container, long nowNs) {
    Optional<String> error = node.configError(pod, container.name());
    if (error.isEmpty()) {
      return false;
    }
    event(container, EventReason.FAILED, "Error: " + error.get());
    container.waitFor(ContainerState.CONFIG_ERROR, error.get(), nowNs + node.syncBackoffNs());
    return true;
  }

  /** Does the next thing of one container that is due; returns whether there was one. */
  boolean move(ContainerState container, long nowNs) {
    if (container.nextNs() > nowNs) {
      return false;
    }
    if (container.retryNs <= nowNs) {
      container.retryNs = NEVER;
      schedule(container, nowNs);
    } else if (container.pulledNs <= nowNs) {
      pulls.pulled(container);
      create(container, nowNs);
    } else if (container.startNs <= nowNs) {
      start(container, nowNs);
    } else if (container.startedNs <= nowNs) {
      started(container, nowNs);
    } else if (container.readyNs <= nowNs) {
      container.readyNs = NEVER;
      container.ready = container.probing == null || !container.probing.keepsUnready(nowNs);
    } else if (container.resizedNs <= nowNs) {
      container.resizedNs = NEVER;
      container.actualJson = container.allocatedJson;
      container.memory = memoryLimit(container, nowNs);
    } else if (container.exitNs <= nowNs) {
      end(container, nowNs);
    } else if (container.termNs <= nowNs) {
      term(container, nowNs);
    } else if (container.memory != null && container.memory.nextNs() <= nowNs) {
      lookAtMemory(container, nowNs);
    } else {
      container.probing.move(nowNs);
    }
    return true;
  }

  private MemoryLimit memoryLimit(ContainerState container, long nowNs) {
    return MemoryLimit.of(
        usage, container, node.nanosAtEpochSecond(container.startedSecond), nowNs);
  }

  private void lookAtMemory(ContainerState container, long nowNs) {
    if (container.memory.isReached(nowNs)) {
      container.memory = null;
      container.exit = ContainerExit.OOM_KILLED;
      container.exitNs = nowNs;
    }
  }

  /** A container has started, in the sense of its startup probe. */
  void started(ContainerState container, long nowNs) {
    container.startedNs = NEVER;
    container.started = true;
    if (container.readyNs == NEVER && !container.ready) {
      container.readyNs = nowNs + readyDelayNs(container);
    }
    if (container.probing != null) {
      container.probing.review(nowNs);
    }
  }

  private void start(ContainerState container, long nowNs) {
    if (container.everRan()) {
      if (isConfigError(container, nowNs)) {
        return;
      }
      if (container.phase == Phase.TERMINATED) {
        container.last = container.terminated();
      }
      container.restarts++;
      node.restarted();
    }
    run(container, nowNs, nowNs);
    event(container, EventReason.STARTED, "Container started");
  }

  /** What fails on purpose in the pod has changed. */
  void review(ContainerState container, long nowNs) {
    if (!container.isRunning() || container.role == Role.EPHEMERAL) {
      return;
    }
    if (container.held) {
      container.held = false;
      container.exitNs = nowNs;
    } else if (!container.stopping) {
      setExit(container);
      if (container.probing != null) {
        container.probing.review(nowNs);
      } else if (container.role != Role.INIT) {
        container.probing = Probing.of(pod, this, container, node, 0, nowNs);
      }
    }
  }

  /** Makes a container one that runs since {@code sinceNs}. */
  void run(ContainerState container, long sinceNs, long nowNs) {
    ContainerSpec spec = container.spec;
    container.forgetTimes();
    container.phase = Phase.RUNNING;
    container.image = spec.image();
    container.actualJson = container.allocatedJson;
    container.startedSecond = node.epochSecondAt(sinceNs);
    container.waitingMessage = "";
    container.exit = null;
    container.exitMessage = "";
    container.started = spec.startupProbe().isEmpty() && container.role != Role.EPHEMERAL;
    time(container, sinceNs, nowNs);
  }

  /** Sets when a container that runs since {@code sinceNs} is started, is ready and ends. */
  private void time(ContainerState container, long sinceNs, long nowNs) {
    container.sinceNs = sinceNs;
    if (container.role == Role.EPHEMERAL) {
      return;
    }
    setExit(container);
    if (container.role == Role.INIT) {
      container.started = true;
      return;
    }
    long slowNs = pod.faults().delayNs(container);
    container.probing = Probing.of(pod, this, container, node, slowNs, nowNs);
    container.memory = memoryLimit(container, nowNs);
    boolean probed = container.probing != null && container.probing.decidesStart();
    if (probed) {
      return;
    }
    ContainerSpec spec = container.spec;
    long startedNs =
        sinceNs
            + TimeUnit.SECONDS.toNanos(spec.startupProbe().map(ProbeSpec::delaySeconds).orElse(0));
    if (!container.started) {
      container.startedNs = startedNs;
    }
    if (!container.ready) {
      // Without a probe that could fail, it is not ready before it answers.
      long answersNs = spec.readinessProbe().isPresent() ? 0 : slowNs;
      container.readyNs = startedNs + Math.max(answersNs, readyDelayNs(container));
    }
  }

  private long readyDelayNs(ContainerState container) {
    int seconds = container.spec.readinessProbe().map(ProbeSpec::delaySeconds).orElse(0);
    return Math.max(
        TimeUnit.SECONDS.toNanos(seconds), life.readyNs(container.name(), container.restarts));
  }

  /** Sets when a container that runs ends by itself, and how. */
  private void setExit(ContainerState container) {
    container.exitNs = NEVER;
    container.exit = null;
    String name = container.name();
    if (container.role == Role.INIT) {
      container.exitNs = container.sinceNs + life.initNs(name, container.restarts);
      container.exit = ContainerExit.COMPLETED;
    } else if (container.role == Role.MAIN) {
      life.run(name, container.restarts, endsByItself(container))
          .ifPresent(
              run -> {
                container.exitNs = container.sinceNs + run.durationNs();
                container.exit = run.exit();
              });
    }
    pod.faults()
        .crash(container)
        .filter(crash -> crash.atNs() < container.exitNs)
        .ifPresent(
            crash -> {
              container.exitNs = crash.atNs();
              container.exit = crash.exit();
            });
  }

  /** Takes a container over that another process left, as the server says that it is. */
  void adopt(ContainerState container, ObservedPodStatus.Container from, long nowNs) {
    container.restarts = from.restarts();
    from.last().ifPresent(last -> container.last = terminated(last, from.restarts() - 1));
    boolean ran = from.state() != ObservedPodStatus.State.WAITING || from.last().isPresent();
    if (ran) {
      container.image = from.image();
    }
    if (!from.resourcesJson().isEmpty()) {
      container.allocatedJson = from.resourcesJson();
      container.actualJson = from.resourcesJson();
    }
    switch (from.state()) {
      case WAITING -> adoptWaiting(container, from);
      case RUNNING -> {
        container.phase = Phase.RUNNING;
        container.startedSecond = from.startedSecond();
        container.started = from.started();
        container.ready = from.ready();
        time(container, node.nanosAtEpochSecond(from.startedSecond()), nowNs);
        RestartBackoff.adopt(container, node);
      }
      default -> {
        ContainerState.Terminated ended = terminated(from.ended().orElseThrow(), from.restarts());
        container.phase = Phase.TERMINATED;
        container.exit = ended.exit();
        container.exitMessage = ended.message();
        container.startedSecond = ended.startedSecond();
        container.finishedSecond = ended.finishedSecond();
        container.ready = from.ready();
        RestartBackoff.adopt(container, node);
      }
    }
  }

  private static ContainerState.Terminated terminated(ObservedPodStatus.Ended ended, int attempt) {
    ContainerExit exit = new ContainerExit(ended.code() & 255, ended.reason());
    return new ContainerState.Terminated(
        attempt, ended.startedSecond(), ended.finishedSecond(), exit, ended.message());
  }

  private void adoptWaiting(ContainerState container, ObservedPodStatus.Container from) {
    if (!from.waitingReason().isEmpty()) {
      container.waitingReason = from.waitingReason();
    }
    container.waitingMessage = from.waitingMessage();
    if (container.last != null) {
      // Between two runs, the one before was that of as many restarts as there were.
      container.last = terminated(from.last().orElseThrow(), from.restarts());
      RestartBackoff.adopt(container, node);
    }
  }

  /** Starts a container again that another process left between two runs, when its wait is over. */
  void restartAdopted(ContainerState container, long nowNs) {
    long endedNs =
        container.phase == Phase.TERMINATED
            ? node.nanosAtEpochSecond(container.finishedSecond)
            : node.nanosAtEpochSecond(container.last.finishedSecond());
    long waitNs = RestartBackoff.waitNs(container);
    if (container.phase == Phase.TERMINATED) {
      waitAfterEnd(container, endedNs);
    } else {
      container.startNs = Math.max(nowNs, endedNs + waitNs);
    }
  }

  private void end(ContainerState container, long nowNs) {
    if (isHeld(container, nowNs)) {
      return;
    }
    long endedNs = Math.min(nowNs, container.exitNs);
    boolean anyway = container.restartsAnyway;
    boolean unhealthy = container.unhealthy;
    OptionalLong previousEndNs = previousEndNs(container);
    ended(container, endedNs, container.exit == null ? ContainerExit.COMPLETED : container.exit);
    if (anyway && pod.mayRestart()) {
      schedule(container, nowNs);
    } else if (unhealthy
        && pod.mayRestart()
        && container.spec.restartsAfterProbe(pod.spec().restartPolicy())
        && !RestartBackoff.waitsAfterKill(container, previousEndNs, endedNs)) {
      startAgain(container, endedNs);
    } else {
      pod.containerEnded(container, endedNs);
    }
  }

  private OptionalLong previousEndNs(ContainerState container) {
    return container.last == null || container.last.finishedSecond() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(node.nanosAtEpochSecond(container.last.finishedSecond()));
  }

  /** Tells whether a container that should end now does not, and says so. */
  private boolean isHeld(ContainerState container, long nowNs) {
    long untilNs = container.stopping ? pod.heldUntilNs() : 0;
    if (untilNs <= nowNs) {
      return false;
    }
    container.held = true;
    container.exit = ContainerExit.KILLED;
    container.exitNs = untilNs;
    node.event(
        pod,
        "",
        EventReason.FAILED_KILL,
        "error killing pod: failed to \"KillContainer\" for \""
            + container.name()
            + "\" with KillContainerError: \"rpc error: code = DeadlineExceeded desc = context"
            + " deadline exceeded\"");
    return true;
  }

  /** Makes a container one that ended. */
  void ended(ContainerState container, long endedNs, ContainerExit exit) {
    if (exit.equals(ContainerExit.OOM_KILLED) && !container.killedForPod) {
      container.oomKills++;
    }
    container.forgetTimes();
    container.restartsAnyway = false;
    container.phase = Phase.TERMINATED;
    container.exit = exit;
    container.finishedSecond = node.epochSecondAt(endedNs);
    container.started = false;
    container.ready = container.role == Role.INIT && exit.code() == 0;
  }

  /** Starts a container that ended once more, at once or after its back-off. */
  void waitAfterEnd(ContainerState container, long endedNs) {
    long waitNs = RestartBackoff.afterEnd(container, endedNs);
    startAgain(container, endedNs + waitNs);
    if (waitNs > 0) {
      container.last = container.terminated();
      container.phase = Phase.WAITING;
      container.waitingReason = ContainerState.CRASH_LOOP;
      container.waitingMessage = RestartBackoff.message(waitNs, container.name(), pod.spec());
      event(
          container,
          EventReason.BACK_OFF,
          "Back-off restarting failed container "
              + container.name()
              + " in pod "
              + RestartBackoff.podText(pod.spec()));
    }
  }

  private void startAgain(ContainerState container, long fromNs) {
    container.startNs = fromNs + life.startNs(container.name(), container.restarts + 1);
  }

  /**
   * Stops a container of which a probe failed too often; it is started again if its policy lets it.
   *
   * @param probe which one: {@code liveness}
   */
  void stopUnhealthy(ContainerState container, String probe, long graceSeconds, long nowNs) {
    boolean restarts = container.spec.restartsAfterProbe(pod.spec().restartPolicy());
    String message = "Container " + container.name() + " failed " + probe + " probe";
    container.unhealthy = true;
    stop(
        container,
        graceSeconds,
        false,
        restarts ? message + ", will be restarted" : message,
        nowNs);
  }

  /**
   * Tells a running container to stop: its hook runs first, then comes the signal, and when the
   * grace is over it is killed.
   *
   * @param inTurn whether it waits until {@link #stopInTurn} before the signal, as sidecars do
   */
  void stop(
      ContainerState container, long graceSeconds, boolean inTurn, String message, long nowNs) {
    if (container.stopping) {
      return;
    }
    container.stopping = true;
    long graceNs = TimeUnit.SECONDS.toNanos(graceSeconds);
    long hookNs = TimeUnit.SECONDS.toNanos(container.spec.preStopSeconds());
    container.hookEndNs = nowNs + Math.min(hookNs, graceNs);
    container.termNs = inTurn ? nowNs + graceNs : container.hookEndNs;
    container.killNs = nowNs + graceNs;
    event(container, EventReason.KILLING, message);
  }

  /** Stops a sidecar that waited until the ones after it had stopped. */
  void stopInTurn(ContainerState container, long nowNs) {
    if (container.termNs != NEVER) {
      container.termNs = Math.min(container.termNs, Math.max(nowNs, container.hookEndNs));
    }
  }

  /** The grace of a container that is being stopped is over sooner than was said. */
  void shorten(ContainerState container, long graceSeconds, long nowNs) {
    long graceNs = TimeUnit.SECONDS.toNanos(graceSeconds);
    if (container.termNs != NEVER) {
      container.killNs = Math.min(container.killNs, nowNs + graceNs);
      container.termNs = Math.min(container.termNs, nowNs + graceNs);
      return;
    }
    long killNs = nowNs + Math.max(graceNs, LEAST_GRACE_NS);
    if (container.exitNs > killNs) {
      container.exitNs = killNs;
      container.exit = ContainerExit.KILLED;
    }
  }

  /** The signal to stop comes. */
  private void term(ContainerState container, long nowNs) {
    container.termNs = NEVER;
    OptionalInt code = life.codeOnTerm(endsByItself(container) || container.role == Role.INIT);
    long killNs = Math.max(container.killNs, nowNs + LEAST_GRACE_NS);
    long stopNs = nowNs + life.stopNs(container.name());
    boolean killed = code.isEmpty() || stopNs > killNs;
    long exitNs = killed ? killNs : stopNs;
    if (exitNs < container.exitNs) {
      container.exitNs = exitNs;
      container.exit = killed ? ContainerExit.KILLED : ContainerExit.of(code.getAsInt());
    }
  }

  private boolean endsByItself(ContainerState container) {
    return !container.spec.restartsAfter(0, pod.spec().restartPolicy());
  }

  private void event(ContainerState container, EventReason reason, String message) {
    node.event(pod, container.name(), reason, message);
  }
}
