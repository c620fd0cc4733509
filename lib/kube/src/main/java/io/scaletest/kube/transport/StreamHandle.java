package io.scaletest.kube.transport;

/** An open stream, to be closed. */
@FunctionalInterface
public interface StreamHandle {
  /** Closes the stream; its listener hears {@code onEnd} at most once more. Idempotent. */
  void cancel();
}
