package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.Quantity;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The limit of one running container's memory, and the same model of its usage that the statistics
 * show: where that reaches the limit, the kernel kills the container. For the thread that holds the
 * loop's lock.
 */
final class MemoryLimit {
  static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** A peak that just reaches the limit must not be missed for a rounded bit. */
  static final double NEARLY = 1 - 1e-9;

  /** Rounding may make a look a little early; the next one must not be at the same moment. */
  private static final long NEXT_LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final UsageModel usage;
  private final double bytes;
  private final long startNs;
  private long nextNs;

  private MemoryLimit(UsageModel usage, double bytes, long startNs, long nowNs) {
    this.usage = usage;
    this.bytes = bytes;
    this.startNs = startNs;
    this.nextNs = Math.max(nowNs, lookNs(nowNs));
  }

  /**
   * Returns the limit of a container; null where it has none, or nothing is said of its memory.
   *
   * @param startNs what the statistics take for its start
   */
  static MemoryLimit of(PodUsage usage, ContainerState container, long startNs, long nowNs) {
    if (!usage.saysMemory(container.name())) {
      return null;
    }
    String resources = container.actualJson;
    Optional<Quantity> limit = ResourcesJson.amount(resources, "limits", "memory");
    if (limit.isEmpty() || limit.get().signum() == 0) {
      return null;
    }
    UsageModel memory =
        usage.memory(container.name(), ResourcesJson.amount(resources, "requests", "memory"));
    return new MemoryLimit(memory, limit.get().value(), startNs, nowNs);
  }

  private double secondsAt(long nowNs) {
    return Math.max(0, (nowNs - startNs) / NS_PER_SECOND);
  }

  private long lookNs(long nowNs) {
    double seconds = usage.soonest(bytes, secondsAt(nowNs));
    double ns = Math.ceil(seconds * NS_PER_SECOND);
    return ns >= Long.MAX_VALUE - startNs ? ContainerState.NEVER : startNs + (long) ns;
  }

  /** Returns when it may be reached at the soonest. */
  long nextNs() {
    return nextNs;
  }

  /** Tells whether it is reached now; if not, looks on. To be asked when that is due. */
  boolean isReached(long nowNs) {
    if (usage.at(secondsAt(nowNs)) >= bytes * NEARLY) {
      return true;
    }
    nextNs = Math.max(nowNs + NEXT_LOOK_NS, lookNs(nowNs));
    return false;
  }
}
