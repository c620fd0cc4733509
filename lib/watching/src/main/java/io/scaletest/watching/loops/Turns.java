package io.scaletest.watching.loops;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.fault.FaultHandler;
import java.util.ArrayDeque;

/**
 * A fair semaphore for callbacks: at most so many hold a permit, the others wait, first come, first
 * served. Safe for use by many threads; what begins must not block.
 */
final class Turns {
  // Everybody waits at most once, so there are as many as there are loops.
  @GuardedBy("this")
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private int free;

  private final FaultHandler faults;

  @GuardedBy("this")
  private boolean starting;

  /**
   * @param faults hears of what throws when it begins, whose permit is then free again
   */
  Turns(int atOnce, FaultHandler faults) {
    this.faults = faults;
    free = atOnce;
  }

  /** Runs {@code begin} as soon as it is its turn, perhaps now; {@link #leave} gives it back. */
  void enter(Runnable begin) {
    synchronized (this) {
      waiting.add(begin);
    }
    startThoseWhoMay();
  }

  /** Ends a turn. */
  void leave() {
    synchronized (this) {
      free++;
    }
    startThoseWhoMay();
  }

  /** One thread starts all, so that a callback that leaves at once does not recurse. */
  private void startThoseWhoMay() {
    synchronized (this) {
      if (starting) {
        return;
      }
      starting = true;
    }
    for (Runnable next = poll(); next != null; next = poll()) {
      begin(next);
    }
  }

  private void begin(Runnable next) {
    try {
      next.run();
    } catch (Throwable thrown) {
      synchronized (this) {
        free++;
      }
      faults.handle("a turn that begins", thrown);
    }
  }

  private synchronized Runnable poll() {
    if (free == 0 || waiting.isEmpty()) {
      starting = false;
      return null;
    }
    free--;
    return waiting.remove();
  }
}
