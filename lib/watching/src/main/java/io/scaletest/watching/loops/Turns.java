package io.scaletest.watching.loops;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;

/**
 * Lets so many do something at once, and the others wait, first come, first served. Safe for use by
 * many threads; what begins must not block.
 */
final class Turns {
  // Everybody waits at most once, so there are as many as there are loops.
  @GuardedBy("this")
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private int free;

  @GuardedBy("this")
  private boolean starting;

  Turns(int atOnce) {
    free = atOnce;
  }

  /** Runs {@code begin} as soon as it is its turn, perhaps now. */
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

  /** One starts all, so that who leaves at once does not start the next from within. */
  private void startThoseWhoMay() {
    synchronized (this) {
      if (starting) {
        return;
      }
      starting = true;
    }
    for (Runnable next = poll(); next != null; next = poll()) {
      next.run();
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
