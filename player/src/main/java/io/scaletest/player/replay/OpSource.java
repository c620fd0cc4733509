package io.scaletest.player.replay;

/** Requests in the order in which they are due. For the loop's thread; never waits. */
interface OpSource {
  /** Returns the next request, which stays the next; null where none is read yet, or none comes. */
  ReplayOp peek();

  /** Takes the request that {@link #peek} returned. */
  void take();

  /** Returns whether there is no further request. */
  boolean ended();
}
