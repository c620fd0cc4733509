package io.scaletest.common.timer;

/** Runs actions later. Actions must not block. Safe for use by many threads. */
public interface Timers {
  /** A planned action. */
  @FunctionalInterface
  interface Timer {
    /** Makes the action not run, unless it already has. Idempotent. */
    void cancel();
  }

  /** Runs {@code action} once, {@code delayNs} nanoseconds from now. */
  Timer schedule(long delayNs, Runnable action);
}
