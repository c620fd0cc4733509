package io.scaletest.driving.loop;

import io.scaletest.driving.lifecycle.ObjectLedger;

/**
 * Takes objects through their lives at the times of a schedule. All but {@link #run} is for any
 * thread.
 */
public interface DrivingLoop {
  /** Runs to the end: every object has lived its life, or the loop was stopped. */
  void run() throws InterruptedException;

  /** Ends the run early: sends nothing more and waits, bounded, for what is in flight. */
  void stop();

  /** Returns which objects may exist in the cluster now. */
  ObjectLedger ledger();

  /** Returns how far the loop is. */
  LoopState state();
}
