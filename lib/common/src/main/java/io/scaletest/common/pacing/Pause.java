package io.scaletest.common.pacing;

import java.util.concurrent.TimeUnit;

/** A pause between attempts, so that a test can do without one. */
@FunctionalInterface
public interface Pause {
  void forMillis(long durationMs) throws InterruptedException;

  /** Returns the pause that really sleeps. */
  static Pause sleeping() {
    return TimeUnit.MILLISECONDS::sleep;
  }
}
