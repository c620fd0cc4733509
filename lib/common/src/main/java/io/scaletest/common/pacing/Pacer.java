package io.scaletest.common.pacing;

/**
 * A timer loop: runs a step, which does what is due, and sleeps until the next due time. The step
 * is called on one thread, the pacer's.
 */
public interface Pacer {
  /** What a pacer runs; always called on the pacer's thread. */
  @FunctionalInterface
  interface Step {
    /**
     * Does everything that is due at {@code nowNs}.
     *
     * @return when the next thing is due, as a reading of the ticker; {@link Long#MAX_VALUE} to
     *     sleep until {@link Pacer#wakeBefore} is called; {@link #DONE} to end
     */
    long run(long nowNs);
  }

  /** Returned by a step to end the pacer. */
  long DONE = Long.MIN_VALUE;

  /**
   * Even with nothing due the step runs this often, so that a lost wake-up delays but never hangs.
   */
  long MAX_SLEEP_NS = 100_000_000L;

  /** Begins to call the step. To be called once. */
  void start();

  /**
   * Waits until the step has returned {@link #DONE}, or thrown, which ends the pacer, too.
   *
   * @throws IllegalStateException if the step failed, with the failure as its cause
   */
  void join() throws InterruptedException;

  /**
   * Wakes the pacer if it sleeps beyond {@code dueNs}: called, by any thread, after something new
   * was scheduled. Usually the new thing is due later than what the pacer sleeps for, and this
   * costs one volatile read.
   */
  void wakeBefore(long dueNs);
}
