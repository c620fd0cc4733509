package io.scaletest.common.profiling;

/** A refused request for a profile, with its HTTP status. */
final class ProfilingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  ProfilingException(int status, String message) {
    super(message);
    this.status = status;
  }

  ProfilingException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  int status() {
    return status;
  }
}
