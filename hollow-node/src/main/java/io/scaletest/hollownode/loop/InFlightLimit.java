package io.scaletest.hollownode.loop;

import java.util.ArrayDeque;

/**
 * Bounds how many requests of one kind all nodes of the process have in flight together. Who comes
 * when there are that many waits its turn, first come, first served. Belongs to the nodes' loop.
 */
public final class InFlightLimit {
  private final int limit;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int inFlight;

  private InFlightLimit(int limit) {
    this.limit = limit;
  }

  /**
   * Returns a limit.
   *
   * @param requests how many may be in flight; 0 for any number
   */
  public static InFlightLimit of(int requests) {
    return new InFlightLimit(requests == 0 ? Integer.MAX_VALUE : requests);
  }

  /**
   * Takes a place for one request, to be given back by {@link #release}.
   *
   * @param turn called once when a place is free, if there is none now; it may take it or leave it
   * @return whether there was one
   */
  public boolean take(Runnable turn) {
    if (inFlight < limit) {
      inFlight++;
      return true;
    }
    waiting.add(turn);
    return false;
  }

  /**
   * Gives back a place: the request was answered. What a turn throws is thrown here, when the
   * others have had theirs.
   */
  public void release() {
    inFlight--;
    giveTurns();
  }

  private void giveTurns() {
    while (inFlight < limit && !waiting.isEmpty()) {
      try {
        waiting.poll().run();
      } catch (RuntimeException | Error e) {
        giveTurns();
        throw e;
      }
    }
  }
}
