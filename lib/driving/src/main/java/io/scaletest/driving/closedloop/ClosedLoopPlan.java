package io.scaletest.driving.closedloop;

import io.scaletest.common.operation.Operation;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a closed-loop run is to do. An object's life has the phases 0 (create), 1 to U (updates) and
 * U+1 (delete).
 *
 * @param n how many objects are created; 0 to 2^31 - 1 less {@value #MAX_THREADS}
 * @param maxpop how many objects exist at a time at most, unless the threads are more; at least 0
 * @param threads T, the logical threads, each with one request in flight at most; 1 to {@value
 *     #MAX_THREADS}
 * @param ratePerSecond aggregate operations per second; positive and finite
 * @param updates U, how often each object is updated; 0 to {@value #MAX_UPDATES}
 * @param createOnly whether objects are left where they are, instead of deleted
 * @param durationNs how long after the start requests are sent, at most; above 0
 */
public record ClosedLoopPlan(
    long n,
    long maxpop,
    int threads,
    double ratePerSecond,
    int updates,
    boolean createOnly,
    long durationNs) {
  /** Leaves the sums of the lag's formula far from overflow. */
  private static final long MAX_MAXPOP = 1L << 53;

  /** As many requests as the transport lets wait for a stream. */
  static final int MAX_THREADS = 50_000;

  /** The largest number of an object is below n + T, and no more than an int holds. */
  private static final long MAX_N = Integer.MAX_VALUE - MAX_THREADS;

  /** To find the next phase takes a step for each: a few tens of microseconds here. */
  static final int MAX_UPDATES = 100_000;

  /** One counter a thread and phase: 80 MB. */
  private static final long MAX_COUNTERS = 20_000_000;

  public ClosedLoopPlan {
    requireBetween("n", n, 0, MAX_N);
    requireBetween("maxpop", maxpop, 0, MAX_MAXPOP);
    requireBetween("threads", threads, 1, MAX_THREADS);
    requireBetween("updates", updates, 0, MAX_UPDATES);
    if (!(ratePerSecond > 0) || Double.isInfinite(ratePerSecond)) {
      throw new IllegalArgumentException("rate: must be > 0 and finite, got " + ratePerSecond);
    }
    long counters = (updates + 2L) * threads;
    if (counters > MAX_COUNTERS) {
      throw new IllegalArgumentException(
          "threads * (updates + 2): must be at most " + MAX_COUNTERS + ", got " + counters);
    }
  }

  /** Returns a plan that ends with its last object, however long that takes. */
  public ClosedLoopPlan(
      long n, long maxpop, int threads, double ratePerSecond, int updates, boolean createOnly) {
    this(n, maxpop, threads, ratePerSecond, updates, createOnly, Long.MAX_VALUE);
  }

  private static void requireBetween(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": must be from " + min + " to " + max + ", got " + value);
    }
  }

  /** Returns the last phase of an object's life. */
  public int lastPhase() {
    return createOnly ? updates : updates + 1;
  }

  /** Returns what is done to an object in a phase. */
  public Operation operation(int phase) {
    if (phase == 0) {
      return Operation.CREATE;
    }
    return phase <= updates ? Operation.UPDATE : Operation.DELETE;
  }

  /** Returns the kinds of operation that the run has. */
  public Set<Operation> kinds() {
    Set<Operation> kinds = EnumSet.of(Operation.CREATE, operation(lastPhase()));
    if (updates > 0) {
      kinds.add(Operation.UPDATE);
    }
    return kinds;
  }

  /** Returns how many operations the whole run has. */
  public long operations() {
    return n * (lastPhase() + 1L);
  }

  /**
   * Returns how many objects a logical thread handles: {@code (n + t0) / T}.
   *
   * @param thread t, from 1 to T; t0 is t-1
   */
  int objectsOf(int thread) {
    return (int) ((n + thread - 1) / threads);
  }

  /**
   * Returns the largest number that an object has, 0 if there is none: T times the objects of the
   * last thread. It exceeds n where T does not divide n, since then the last threads have one
   * object more than the first ones, and some numbers up to n are nobody's. <i>Source:</i> the
   * original.
   */
  public long largestNumber() {
    return (long) threads * objectsOf(threads);
  }

  /**
   * Returns how many objects a logical thread is ahead in one phase before it begins the next:
   * {@code max(1, (maxpop + U*T + t0) / ((1+U)*T))}.
   */
  long lagOf(int thread) {
    long sum = maxpop + (long) updates * threads + thread - 1;
    return Math.max(1, sum / ((1L + updates) * threads));
  }
}
