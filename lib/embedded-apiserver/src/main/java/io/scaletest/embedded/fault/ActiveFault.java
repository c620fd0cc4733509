package io.scaletest.embedded.fault;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Collections;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A fault in force, with its random numbers and the count of its occurrences. Safe for use by many
 * threads.
 */
final class ActiveFault {
  private final Fault fault;
  private final double rate;
  private final LatencyDistribution distribution;
  private final long endNs;

  @GuardedBy("this")
  private final SplittableRandom random;

  /** When each server of a queue is free again; empty where there is no queue. */
  @GuardedBy("this")
  private final PriorityQueue<Long> freeNs = new PriorityQueue<>();

  @GuardedBy("this")
  private long left;

  @GuardedBy("this")
  private long happened;

  /**
   * @param nowNs when it comes into force
   */
  ActiveFault(Fault fault, long seed, long nowNs) {
    this.fault = fault;
    this.rate = fault.rate();
    this.left = fault.count().orElse(Long.MAX_VALUE);
    this.random = new SplittableRandom(seed);
    this.distribution =
        switch (fault.kind()) {
          case LATENCY, QUEUE, DELAY -> fault.distribution();
          default -> null;
        };
    if (fault.kind() == Fault.Kind.QUEUE) {
      freeNs.addAll(Collections.nCopies(fault.servers(), nowNs));
    }
    this.endNs = isWindow() ? nowNs + fault.stallNs() : Long.MAX_VALUE;
  }

  Fault fault() {
    return fault;
  }

  Fault.Kind kind() {
    return fault.kind();
  }

  /** Returns whether it holds whatever comes within a time, rather than each for a time. */
  boolean isWindow() {
    return fault.kind() == Fault.Kind.STALL && fault.count().isEmpty();
  }

  /** Returns whether it happens now, and counts it if so. */
  synchronized boolean strikes(long nowNs) {
    if (left == 0 || nowNs >= endNs || rate < 1 && random.nextDouble() >= rate) {
      return false;
    }
    left--;
    happened++;
    return true;
  }

  /** Returns for how long it holds back what it has struck. */
  synchronized long holdNs(long nowNs) {
    if (fault.kind() == Fault.Kind.STALL) {
      return isWindow() ? Math.max(0, endNs - nowNs) : fault.stallNs();
    }
    long serviceNs = distribution.sampleNs(random);
    if (fault.kind() != Fault.Kind.QUEUE) {
      return serviceNs;
    }
    long endOfServiceNs = Math.max(nowNs, freeNs.remove()) + serviceNs;
    freeNs.add(endOfServiceNs);
    return endOfServiceNs - nowNs;
  }

  /** Returns how often it has happened. */
  synchronized long happened() {
    return happened;
  }
}
