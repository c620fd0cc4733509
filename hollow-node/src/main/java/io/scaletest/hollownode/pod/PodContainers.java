package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.ContainerState.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The containers of one pod, in the order of their statuses. For the thread that holds the loop's
 * lock.
 */
final class PodContainers {
  private final List<ContainerState> inits = new ArrayList<>(0);
  private final List<ContainerState> mains = new ArrayList<>(1);
  private final List<ContainerState> ephemerals = new ArrayList<>(0);
  private final String waitingReason;

  PodContainers(PodSpec pod) {
    waitingReason =
        pod.initContainers().isEmpty() ? ContainerState.CREATING : ContainerState.INITIALIZING;
    for (ContainerSpec init : pod.initContainers()) {
      inits.add(state(init, init.sidecar() ? Role.SIDECAR : Role.INIT));
    }
    pod.containers().stream()
        .sorted(Comparator.comparing(ContainerSpec::name))
        .forEach(c -> mains.add(state(c, Role.MAIN)));
    addEphemerals(pod);
  }

  private ContainerState state(ContainerSpec spec, Role role) {
    return new ContainerState(spec, role, waitingReason);
  }

  /** Adds the ephemeral containers that are not there yet. */
  void addEphemerals(PodSpec pod) {
    for (ContainerSpec added : pod.ephemeralContainers()) {
      if (ephemerals.stream().noneMatch(c -> c.name().equals(added.name()))) {
        ephemerals.add(state(added, Role.EPHEMERAL));
        ephemerals.sort(Comparator.comparing(ContainerState::name));
      }
    }
  }

  List<ContainerState> inits() {
    return inits;
  }

  List<ContainerState> mains() {
    return mains;
  }

  List<ContainerState> ephemerals() {
    return ephemerals;
  }

  /** Hands each container to {@code action}: init containers, main ones, ephemeral ones. */
  void forEach(Consumer<ContainerState> action) {
    inits.forEach(action);
    mains.forEach(action);
    ephemerals.forEach(action);
  }

  boolean anyMainRan() {
    for (ContainerState container : mains) {
      if (container.everRan()) {
        return true;
      }
    }
    return false;
  }

  boolean anyRunning() {
    return running(inits) || running(mains) || running(ephemerals);
  }

  static boolean running(List<ContainerState> containers) {
    for (ContainerState container : containers) {
      if (container.isRunning()) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a rule of some container may start all of them again. */
  boolean couldAllRestart(String action) {
    return anyRule(inits, action) || anyRule(mains, action);
  }

  private static boolean anyRule(List<ContainerState> containers, String action) {
    for (ContainerState container : containers) {
      for (ContainerSpec.RestartRule rule : container.spec.restartRules()) {
        if (rule.action().equals(action)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns when something happens next in one of them. */
  long nextNs() {
    long next = Long.MAX_VALUE;
    for (int i = 0; i < inits.size(); i++) {
      next = Math.min(next, inits.get(i).nextNs());
    }
    for (int i = 0; i < mains.size(); i++) {
      next = Math.min(next, mains.get(i).nextNs());
    }
    for (int i = 0; i < ephemerals.size(); i++) {
      next = Math.min(next, ephemerals.get(i).nextNs());
    }
    return next;
  }
}
