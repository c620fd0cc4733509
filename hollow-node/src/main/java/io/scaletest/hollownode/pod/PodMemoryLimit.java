package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.ContainerExit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The limit of the memory that a pod's containers use together, which the pod itself has: where the
 * models of their usage reach it, the kernel kills the one that uses most. For the thread that
 * holds the loop's lock.
 */
final class PodMemoryLimit {
  /** Sums that wander just below the limit are looked at no more often than this. */
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PodContainers containers;
  private final PodUsage usage;
  private final PodHost node;
  private long nextNs = ContainerState.NEVER;
  private int kills;

  PodMemoryLimit(PodContainers containers, PodUsage usage, PodHost node) {
    this.containers = containers;
    this.usage = usage;
    this.node = node;
  }

  /** A container that runs, and what it uses. */
  private record Running(
      ContainerState container, UsageModel memory, long startNs, double seconds, double bytes) {}

  /** Returns how many containers it has killed. */
  int kills() {
    return kills;
  }

  /** Returns when it may be reached at the soonest, if nothing else changes. */
  long nextNs() {
    return nextNs;
  }

  /**
   * Lets a container end now if the limit is reached, and tells whether it has; if not, finds out
   * when to look next. To be asked whenever something may have changed.
   *
   * @param limitBytes 0 for none
   */
  boolean look(long limitBytes, long nowNs) {
    nextNs = ContainerState.NEVER;
    if (limitBytes == 0) {
      return false;
    }
    List<Running> running = running(nowNs);
    if (running.stream().noneMatch(each -> usage.saysMemory(each.container().name()))) {
      return false;
    }
    double sum = 0;
    Running most = running.get(0);
    for (Running each : running) {
      sum += each.bytes();
      most = each.bytes() > most.bytes() ? each : most;
    }
    if (sum >= limitBytes * MemoryLimit.NEARLY) {
      return kill(most.container(), nowNs);
    }
    // All of them together reach it no sooner than one of them its part of what is left.
    double part = (limitBytes - sum) / running.size();
    for (Running each : running) {
      double seconds = each.memory().soonest(each.bytes() + part, each.seconds());
      double ns = Math.ceil(seconds * MemoryLimit.NS_PER_SECOND);
      if (ns < ContainerState.NEVER - each.startNs()) {
        nextNs = Math.min(nextNs, Math.max(nowNs + LOOK_NS, each.startNs() + (long) ns));
      }
    }
    return false;
  }

  private List<Running> running(long nowNs) {
    List<Running> running = new ArrayList<>(2);
    containers.forEach(
        container -> {
          if (container.isRunning()) {
            UsageModel memory =
                usage.memory(
                    container.name(),
                    ResourcesJson.amount(container.actualJson, "requests", "memory"));
            long startNs = node.nanosAtEpochSecond(container.startedSecond);
            double seconds = Math.max(0, (nowNs - startNs) / MemoryLimit.NS_PER_SECOND);
            running.add(new Running(container, memory, startNs, seconds, memory.at(seconds)));
          }
        });
    return running;
  }

  private boolean kill(ContainerState container, long nowNs) {
    if (container.stopping || container.exitNs <= nowNs) {
      return false; // it ends already
    }
    kills++;
    container.killedForPod = true;
    container.exit = ContainerExit.OOM_KILLED;
    container.exitNs = nowNs;
    return true;
  }
}
