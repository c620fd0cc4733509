package io.scaletest.kube.transport;

/**
 * The handle by which a request or a watch under way is cancelled. Safe for use by many threads.
 */
@FunctionalInterface
public interface StreamHandle {
  /** A handle of what cannot be cancelled any more. */
  StreamHandle NONE = () -> {};

  /**
   * Cancels it: its listener gets a failure, unless it has ended already. The stream is reset, or
   * the connection closed where that is of HTTP/1.1. Returns at once. Idempotent.
   */
  void cancel();
}
