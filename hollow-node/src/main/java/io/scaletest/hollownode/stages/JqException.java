package io.scaletest.hollownode.stages;

/** A query has no answer for this input. */
final class JqException extends Exception {
  private static final long serialVersionUID = 1L;

  JqException(String message) {
    super(message);
  }
}
