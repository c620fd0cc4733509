package io.scaletest.embedded.http;

/** One client's connection, as faults see it. Safe to call from any thread. */
interface OpenConnection {
  /** Asks the client to go elsewhere; without effect where the protocol has no such thing. */
  void goAway();

  void drop();

  /** Allows so many streams; without effect where there is one only. */
  void limitStreams(int limit);
}
