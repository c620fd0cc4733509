package io.scaletest.kube.transport;

/** One request or one watch on its way, to be cancelled. Safe for use by many threads. */
@FunctionalInterface
public interface StreamHandle {
  /** A handle of what cannot be cancelled any more. */
  StreamHandle NONE = () -> {};

  /**
   * Ends it, wherever it is: its listener hears that it failed, unless it has ended already. The
   * server is told by a reset of the stream, or by the end of the connection where that is of
   * HTTP/1.1. Returns at once. Idempotent.
   */
  void cancel();
}
