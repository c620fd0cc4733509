package io.scaletest.hollownode.node;

import java.util.ArrayDeque;

/**
 * An asynchronous semaphore: bounds how many requests of one kind all nodes of the process have in
 * flight together; callers above the limit are queued in FIFO order. For the thread that holds the
 * lock of the nodes' loop; never blocks.
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
   * Takes a permit for one request, to be returned by {@link #release}.
   *
   * @param whenFree called once when a permit is free, if there is none now; it may take it or
   *     leave it
   * @return whether there was one
   */
  public boolean take(Runnable whenFree) {
    if (inFlight < limit) {
      inFlight++;
      return true;
    }
    waiting.add(whenFree);
    return false;
  }

  /**
   * Returns a permit: the request was answered. What a queued caller throws is thrown here, when
   * the others have been called.
   */
  public void release() {
    inFlight--;
    callWaiting();
  }

  private void callWaiting() {
    while (inFlight < limit && !waiting.isEmpty()) {
      try {
        waiting.poll().run();
      } catch (RuntimeException | Error e) {
        callWaiting();
        throw e;
      }
    }
  }
}
