package io.scaletest.driving.loop;

import io.scaletest.driving.lifecycle.ObjectLedger;

/**
 * Takes objects through their lives at the times of a schedule. All but {@link #run} is for any
 * thread.
 */
public interface DrivingLoop {
  /** How long after a stop the answers still under way are waited for. */
  long DRAIN_TIMEOUT_NS = 10_000_000_000L;

  /** Runs to the end: every object has lived its life, or the loop was stopped. */
  void run() throws InterruptedException;

  /** Ends the run early: sends nothing more and waits, bounded, for what is in flight. */
  void stop();

  /** Returns which objects may exist in the cluster now. */
  ObjectLedger ledger();

  /** Returns the instant from which intended times count, as a reading of the ticker. */
  long startNs();

  /** Returns how many requests have been sent and not yet answered. */
  int inFlight();

  /** Returns how many operations of the schedule have been sent. */
  long arrived();

  /** Returns the latest intended time of these, since the start; 0 if there is none. */
  long lastIntendedSinceStartNs();
}
