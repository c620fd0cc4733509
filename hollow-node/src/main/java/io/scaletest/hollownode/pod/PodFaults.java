package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.ContainerState.Role;
import io.scaletest.hollownode.pools.ContainerExit;
import io.scaletest.hollownode.pools.PodFault;
import io.scaletest.hollownode.pools.PodFaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What fails on purpose in one pod, and since when: a function of time, which changes nothing by
 * itself. For the thread that holds the loop's lock.
 */
final class PodFaults {
  private static final long NEVER = ContainerState.NEVER;

  private final long key;
  private List<Active> faults = List.of();

  /**
   * One failure of this pod.
   *
   * @param own whether the pod's annotation or a rule says so; else a plan does, as long as it
   *     lasts
   */
  private record Active(PodFault failure, long sinceNs, boolean own) {}

  /** A run's end that comes of a failure. */
  record Crash(long atNs, ContainerExit exit) {}

  /**
   * @param key of all draws of the pod
   */
  PodFaults(long key) {
    this.key = key;
  }

  /** Takes what the pod's annotation and rules say; what they said before goes on as it began. */
  void set(List<PodFault> own, long nowNs) {
    if (own.isEmpty() && faults.isEmpty()) {
      return;
    }
    List<Active> all = new ArrayList<>(own.size());
    for (Active fault : faults) {
      if (!fault.own() || own.contains(fault.failure())) {
        all.add(fault);
      }
    }
    for (PodFault failure : own) {
      if (all.stream().noneMatch(fault -> fault.own() && fault.failure().equals(failure))) {
        all.add(new Active(failure, nowNs, true));
      }
    }
    faults = all;
  }

  /** A failure of a plan begins. */
  void begin(PodFault failure, long nowNs) {
    List<Active> all = new ArrayList<>(faults);
    all.add(new Active(failure, nowNs, false));
    faults = all;
  }

  /** That same failure of a plan is over. */
  @SuppressWarnings("ReferenceEquality") // an equal one of the plan's is another, and goes on
  void end(PodFault failure) {
    List<Active> all = new ArrayList<>(faults);
    all.removeIf(fault -> !fault.own() && fault.failure() == failure);
    faults = all;
  }

  private boolean fails(Active fault, long nowNs) {
    long lengthNs = fault.failure().lengthNs(key, "", 0);
    return lengthNs == PodFault.FOR_GOOD || nowNs < fault.sinceNs() + lengthNs;
  }

  /** Tells whether the pod's sandbox cannot be made. */
  boolean failsSandbox(long nowNs) {
    for (Active fault : faults) {
      if (fault.failure().kind() == PodFaultKind.STUCK_CREATING && fails(fault, nowNs)) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether the image of a container cannot be pulled. */
  boolean failsPull(ContainerSpec container, long nowNs) {
    for (Active fault : faults) {
      PodFault failure = fault.failure();
      if (failure.kind() == PodFaultKind.IMAGE_PULL
          && failure.isOf(container.name())
          && failure.isOfImage(container.image())
          && fails(fault, nowNs)) {
        return true;
      }
    }
    return false;
  }

  /** Returns until when a pod that is deleted does not end; 0 where it does as it should. */
  long heldUntilNs(long stoppedNs) {
    long until = 0;
    for (Active fault : faults) {
      if (fault.failure().kind() == PodFaultKind.STUCK_TERMINATING) {
        long lengthNs = fault.failure().lengthNs(key, "", 0);
        long endNs =
            lengthNs == PodFault.FOR_GOOD ? NEVER : Math.max(stoppedNs, fault.sinceNs()) + lengthNs;
        until = Math.max(until, endNs);
      }
    }
    return until;
  }

  private static boolean concerns(PodFault failure, ContainerState container) {
    return failure.isOf(container.name())
        && (failure.namesContainer() || container.role == Role.MAIN)
        && container.restarts < failure.times();
  }

  /** Returns how the present run of a container ends, if it does by a failure. */
  Optional<Crash> crash(ContainerState container) {
    Optional<Crash> first = Optional.empty();
    for (Active fault : faults) {
      PodFault failure = fault.failure();
      boolean crashes = failure.kind() == PodFaultKind.CRASH || failure.kind() == PodFaultKind.OOM;
      if (crashes && concerns(failure, container)) {
        long atNs =
            Math.max(container.sinceNs, fault.sinceNs())
                + failure.afterNs(key, container.name(), container.restarts);
        if (first.isEmpty() || atNs < first.get().atNs()) {
          first =
              Optional.of(new Crash(atNs, failure.exit(key, container.name(), container.restarts)));
        }
      }
    }
    return first;
  }

  /** Returns how much later than otherwise the present run of a container answers. */
  long delayNs(ContainerState container) {
    long delayNs = 0;
    for (Active fault : faults) {
      PodFault failure = fault.failure();
      if (failure.kind() == PodFaultKind.SLOW_START
          && concerns(failure, container)
          && fault.sinceNs() <= container.sinceNs) {
        delayNs = Math.max(delayNs, failure.delayNs(key, container.name(), container.restarts));
      }
    }
    return delayNs;
  }

  /** Tells whether a probe of the present run of a container may fail, now or later. */
  boolean concerns(PodFaultKind kind, ContainerState container) {
    for (Active fault : faults) {
      if (fault.failure().kind() == kind && concerns(fault.failure(), container)) {
        return true;
      }
    }
    return false;
  }

  /** Returns when, from now on, a probe of the present run of a container fails; perhaps never. */
  long failingFromNs(PodFaultKind kind, ContainerState container, long nowNs) {
    long from = NEVER;
    for (Active fault : faults) {
      if (fault.failure().kind() == kind && concerns(fault.failure(), container)) {
        from = Math.min(from, failingFromNs(fault, container, nowNs));
      }
    }
    return from;
  }

  private long failingFromNs(Active fault, ContainerState container, long nowNs) {
    PodFault failure = fault.failure();
    String name = container.name();
    long baseNs =
        Math.max(container.sinceNs, fault.sinceNs())
            + failure.afterNs(key, name, container.restarts);
    if (nowNs < baseNs) {
      return baseNs;
    }
    long fromNs = nowNs;
    long periodNs = failure.periodNs();
    if (periodNs > 0 && (nowNs - baseNs) % periodNs >= periodNs / 2) {
      fromNs = baseNs + ((nowNs - baseNs) / periodNs + 1) * periodNs;
    }
    return fromNs - baseNs < failure.lengthNs(key, name, container.restarts) ? fromNs : NEVER;
  }
}
