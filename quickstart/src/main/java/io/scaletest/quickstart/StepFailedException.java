package io.scaletest.quickstart;

/** A step failed; the message is what the user reads. */
final class StepFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  StepFailedException(String message) {
    super(message);
  }
}
