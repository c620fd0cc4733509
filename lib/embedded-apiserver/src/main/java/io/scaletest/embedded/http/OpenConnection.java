package io.scaletest.embedded.http;

/** A client's open connection, for faults that act on all of them. Safe to call from any thread. */
interface OpenConnection {
  /** Sends GOAWAY; without effect on HTTP/1.1. */
  void goAway();

  void drop();

  /** Limits the client's open streams; without effect on HTTP/1.1. */
  void limitStreams(int limit);
}
