package io.scaletest.hollownode.pod;

import static io.scaletest.hollownode.pod.ContainerState.NEVER;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.lifetime.ContainerExit;
import io.scaletest.hollownode.lifetime.OnTerm;
import io.scaletest.hollownode.lifetime.PodLifetime;
import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.pod.ContainerState.Phase;
import io.scaletest.hollownode.pod.ContainerState.Role;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
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
  private final PodHost node;

  ContainerLife(PodRun pod, PodLifetime life, PodHost node) {
    this.pod = pod;
    this.life = life;
    this.node = node;
  }

  /** Begins with what comes before a container's start: its image. */
  void schedule(ContainerState container, long nowNs) {
    String image = container.spec.image();
    container.image = null;
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
    String took =
        DurationText.of(Duration.ofNanos(container.pullNs).truncatedTo(ChronoUnit.MILLIS));
    container.pulledNs = NEVER;
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
    if (container.phase == Phase.TERMINATED) {
      container.last = container.terminated();
    }
    container.forgetTimes();
    container.phase = Phase.WAITING;
    container.waitingReason = ContainerState.CONFIG_ERROR;
    container.waitingMessage = error.get();
    container.retryNs = nowNs + node.syncBackoffNs();
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
      pulled(container, nowNs);
    } else if (container.startNs <= nowNs) {
      start(container, nowNs);
    } else if (container.startedNs <= nowNs) {
      container.startedNs = NEVER;
      container.started = true;
    } else if (container.readyNs <= nowNs) {
      container.readyNs = NEVER;
      container.ready = true;
    } else if (container.resizedNs <= nowNs) {
      container.resizedNs = NEVER;
      container.actualJson = container.allocatedJson;
    } else if (container.exitNs <= nowNs) {
      end(container, nowNs);
    } else {
      term(container, nowNs);
    }
    return true;
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
    run(container, nowNs);
    event(container, EventReason.STARTED, "Container started");
  }

  /** Makes a container one that runs since {@code sinceNs}. */
  void run(ContainerState container, long sinceNs) {
    ContainerSpec spec = container.spec;
    container.forgetTimes();
    container.phase = Phase.RUNNING;
    container.image = spec.image();
    container.actualJson = container.allocatedJson;
    container.startedSecond = node.epochSecondAt(sinceNs);
    container.waitingMessage = "";
    container.exit = null;
    container.exitMessage = "";
    container.started = spec.startupDelaySeconds() < 0 && container.role != Role.EPHEMERAL;
    time(container, sinceNs);
  }

  /** Sets when a container that runs since {@code sinceNs} is started, is ready and ends. */
  private void time(ContainerState container, long sinceNs) {
    ContainerSpec spec = container.spec;
    if (container.role == Role.INIT) {
      container.started = true;
      container.exitNs = sinceNs + life.initNs(spec.name(), container.restarts);
      container.exit = ContainerExit.COMPLETED;
      return;
    }
    if (container.role == Role.EPHEMERAL) {
      return;
    }
    long startedNs = sinceNs + TimeUnit.SECONDS.toNanos(Math.max(0, spec.startupDelaySeconds()));
    long probedNs = TimeUnit.SECONDS.toNanos(Math.max(0, spec.readinessDelaySeconds()));
    if (!container.started) {
      container.startedNs = startedNs;
    }
    if (!container.ready) {
      container.readyNs =
          startedNs + Math.max(probedNs, life.readyNs(spec.name(), container.restarts));
    }
    if (container.role == Role.MAIN) {
      life.run(spec.name(), container.restarts, endsByItself(container))
          .ifPresent(
              run -> {
                container.exitNs = sinceNs + run.durationNs();
                container.exit = run.exit();
              });
    }
  }

  /** Takes a container over that another process left, as the server says that it is. */
  void adopt(ContainerState container, ObservedPodStatus.Container from) {
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
        time(container, node.nanosAtEpochSecond(from.startedSecond()));
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
    long endedNs = Math.min(nowNs, container.exitNs);
    boolean anyway = container.restartsAnyway;
    ended(container, endedNs, container.exit == null ? ContainerExit.COMPLETED : container.exit);
    if (anyway && pod.mayRestart()) {
      schedule(container, nowNs);
    } else {
      pod.containerEnded(container, endedNs);
    }
  }

  /** Makes a container one that ended. */
  void ended(ContainerState container, long endedNs, ContainerExit exit) {
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
    container.startNs = endedNs + waitNs + life.startNs(container.name(), container.restarts + 1);
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
    OnTerm onTerm = life.onTerm(endsByItself(container) || container.role == Role.INIT);
    long killNs = Math.max(container.killNs, nowNs + LEAST_GRACE_NS);
    long stopNs = nowNs + life.stopNs(container.name());
    boolean killed = onTerm.isIgnored() || stopNs > killNs;
    long exitNs = killed ? killNs : stopNs;
    if (exitNs < container.exitNs) {
      container.exitNs = exitNs;
      container.exit = killed ? ContainerExit.KILLED : ContainerExit.of(onTerm.code());
    }
  }

  private boolean endsByItself(ContainerState container) {
    return !container.spec.restartsAfter(0, pod.spec().restartPolicy());
  }

  private void event(ContainerState container, EventReason reason, String message) {
    node.event(pod, container.name(), reason, message);
  }
}
