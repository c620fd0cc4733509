package io.scaletest.driving.closedloop;

/**
 * The order in which one logical thread takes its objects through their phases. It depends on the
 * plan alone: on no clock, no answer, no other thread.
 *
 * <p>Thread t of T handles the objects t, t+T, t+2T and so on. Its next operation is in the latest
 * phase whose predecessor is at least {@code lag} objects ahead, or done; without one, in the first
 * phase. So each object passes its phases in order, and at most {@code lag + U*(lag-1)} objects of
 * the thread exist at a time.
 *
 * <p><i>Source:</i> contract of cmdriverclosed. Not safe for use by several threads.
 */
final class PhaseOrder {
  private final int thread;
  private final int threads;
  private final int objects;
  private final long lag;
  private final int lastPhase;

  /** How many of the thread's objects are through each phase. */
  private final int[] done;

  private long number;
  private int phase;

  /**
   * @param thread t, from 1 to the plan's threads
   */
  PhaseOrder(ClosedLoopPlan plan, int thread) {
    this.thread = thread;
    this.threads = plan.threads();
    this.objects = plan.objectsOf(thread);
    this.lag = plan.lagOf(thread);
    this.lastPhase = plan.lastPhase();
    this.done = new int[lastPhase + 1];
  }

  /** Goes to the next operation; returns false, and stays, if there is none. */
  boolean next() {
    if (isLast()) {
      return false;
    }
    int candidate = lastPhase;
    while (candidate > 0 && !mayBegin(candidate)) {
      candidate--;
    }
    phase = candidate;
    number = (long) done[candidate] * threads + thread;
    done[candidate]++;
    return true;
  }

  private boolean mayBegin(int candidate) {
    int ahead = done[candidate - 1];
    return ahead >= done[candidate] + lag || ahead == objects;
  }

  /** Returns whether there is no operation after this one. */
  boolean isLast() {
    return done[lastPhase] == objects;
  }

  /** Returns the object of this operation. */
  long number() {
    return number;
  }

  /** Returns the phase of this operation. */
  int phase() {
    return phase;
  }
}
