package io.scaletest.hollownode.pod;

import static io.scaletest.hollownode.pod.ContainerState.NEVER;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.pools.PodFaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The probes of one run of a container that fail on purpose, as a kubelet's probe workers make
 * them: each period, with thresholds. What succeeds each time is not probed. For the thread that
 * holds the loop's lock.
 *
 * <p><i>Source:</i> {@code pkg/kubelet/prober/worker.go}.
 */
final class Probing {
  private enum Type {
    STARTUP,
    LIVENESS,
    READINESS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind as an event begins with it. */
    String capitalized() {
      return name().charAt(0) + word().substring(1);
    }
  }

  private final PodRun pod;
  private final ContainerLife life;
  private final ContainerState container;
  private final PodHost node;
  private final long answersNs;
  private final List<Worker> workers = new ArrayList<>(2);

  private Probing(
      PodRun pod, ContainerLife life, ContainerState container, PodHost node, long answersNs) {
    this.pod = pod;
    this.life = life;
    this.container = container;
    this.node = node;
    this.answersNs = answersNs;
  }

  /**
   * Returns the probes of a container that has just been started or whose failures have changed;
   * null where none fails.
   *
   * @param slowNs how long after its start the container does not answer
   */
  static Probing of(
      PodRun pod,
      ContainerLife life,
      ContainerState container,
      PodHost node,
      long slowNs,
      long nowNs) {
    Probing probing = new Probing(pod, life, container, node, container.sinceNs + slowNs);
    ContainerSpec spec = container.spec;
    boolean slow = slowNs > 0;
    if (slow && !container.started) {
      spec.startupProbe().ifPresent(probe -> probing.add(Type.STARTUP, probe, true));
    }
    if (slow) {
      spec.livenessProbe().ifPresent(probe -> probing.add(Type.LIVENESS, probe, true));
      spec.readinessProbe().ifPresent(probe -> probing.add(Type.READINESS, probe, true));
    }
    probing.review(nowNs);
    return probing.workers.isEmpty() ? null : probing;
  }

  /** Adds a probe that may fail, if it is not there; also where the spec has none. */
  private void addIfConcerned(Type type, PodFaultKind kind, Optional<ProbeSpec> probe) {
    if (!has(type) && pod.faults().concerns(kind, container)) {
      add(type, probe.orElse(ProbeSpec.STANDARD), probe.isPresent());
    }
  }

  private void add(Type type, ProbeSpec probe, boolean real) {
    workers.add(new Worker(type, probe, real));
  }

  /** Tells whether it is a probe that says when the container has started. */
  boolean decidesStart() {
    return has(Type.STARTUP);
  }

  private boolean has(Type type) {
    for (Worker worker : workers) {
      if (worker.type == type) {
        return true;
      }
    }
    return false;
  }

  /** Returns when the next probe is due that may fail, or may succeed after one that failed. */
  long nextNs() {
    long next = NEVER;
    for (Worker worker : workers) {
      next = Math.min(next, worker.nextNs);
    }
    return next;
  }

  /** Plans anew: the container has started, or fails in other ways than before. */
  void review(long nowNs) {
    addIfConcerned(Type.LIVENESS, PodFaultKind.LIVENESS, container.spec.livenessProbe());
    addIfConcerned(Type.READINESS, PodFaultKind.READINESS, container.spec.readinessProbe());
    workers.forEach(worker -> worker.plan(nowNs));
  }

  /** Tells whether the container is not ready when it should be; its probe says when it is. */
  boolean keepsUnready(long nowNs) {
    for (Worker worker : workers) {
      if (worker.type == Type.READINESS && worker.fails(nowNs)) {
        worker.failed = true;
        worker.nextNs = nowNs;
        return true;
      }
    }
    return false;
  }

  /** Makes the probes that are due. */
  void move(long nowNs) {
    for (Worker worker : workers) {
      if (worker.nextNs <= nowNs && container.probing == this) {
        worker.probe(nowNs);
      }
    }
  }

  /** One probe: counts what comes of it, and acts where it is often enough. */
  private final class Worker {
    private final Type type;
    private final ProbeSpec spec;

    /** Whether the pod's spec has it. */
    private final boolean real;

    private int failures;
    private int successes;

    /** Whether it has failed often enough, and not succeeded often enough since. */
    private boolean failed;

    /** Whether it is not made any more. */
    private boolean done;

    private long nextNs = NEVER;

    Worker(Type type, ProbeSpec spec, boolean real) {
      this.type = type;
      this.spec = spec;
      this.real = real;
      this.failed = type == Type.STARTUP;
    }

    private long failingFromNs(long nowNs) {
      if (real && nowNs < answersNs) {
        return nowNs;
      }
      return switch (type) {
        case STARTUP -> NEVER;
        case LIVENESS -> pod.faults().failingFromNs(PodFaultKind.LIVENESS, container, nowNs);
        case READINESS -> pod.faults().failingFromNs(PodFaultKind.READINESS, container, nowNs);
      };
    }

    boolean fails(long nowNs) {
      return failingFromNs(nowNs) <= nowNs;
    }

    /** Sets when it is made next, after {@code nowNs}. */
    void plan(long nowNs) {
      if (done || container.stopping || type != Type.STARTUP && !container.started) {
        nextNs = NEVER;
        return;
      }
      boolean settled = !failed && failures == 0;
      long fromNs = settled ? failingFromNs(nowNs) : nowNs;
      nextNs = fromNs == NEVER ? NEVER : tickNs(Math.max(fromNs, nowNs + 1));
    }

    /** Returns the first time, not before {@code fromNs}, at which a kubelet makes it. */
    private long tickNs(long fromNs) {
      long firstNs = container.sinceNs + TimeUnit.SECONDS.toNanos(spec.initialDelaySeconds());
      long periodNs = TimeUnit.SECONDS.toNanos(Math.max(1, spec.periodSeconds()));
      long periods = Math.max(0, -Math.floorDiv(firstNs - fromNs, periodNs));
      return firstNs + periods * periodNs;
    }

    void probe(long nowNs) {
      if (fails(nowNs)) {
        successes = 0;
        failures++;
        event(EventReason.UNHEALTHY, type.capitalized() + " probe failed: " + spec.failure());
        if (failures >= spec.failureThreshold()) {
          failedOften(nowNs);
        }
      } else {
        failures = 0;
        successes++;
        if (successes >= spec.successThreshold()) {
          succeededOften(nowNs);
        }
      }
      plan(nowNs);
    }

    private void failedOften(long nowNs) {
      failed = true;
      if (type == Type.READINESS) {
        container.ready = false;
        return;
      }
      long graceSeconds = spec.graceSeconds() < 0 ? pod.spec().graceSeconds() : spec.graceSeconds();
      life.stopUnhealthy(container, type.word(), graceSeconds, nowNs);
    }

    private void succeededOften(long nowNs) {
      boolean failedBefore = failed;
      failed = false;
      if (type == Type.READINESS && failedBefore) {
        container.ready = true;
      } else if (type == Type.STARTUP) {
        done = true;
        life.started(container, nowNs);
      }
    }
  }

  private void event(EventReason reason, String message) {
    node.event(pod, container.name(), reason, message);
  }
}
