package io.scaletest.common.pacing;

import java.util.concurrent.TimeUnit;

/** A blocking pause between attempts, which a test replaces. */
@FunctionalInterface
public interface Pause {
  void forMillis(long durationMs) throws InterruptedException;

  /** Returns the pause that really sleeps. */
  static Pause sleeping() {
    return TimeUnit.MILLISECONDS::sleep;
  }
}
