package io.scaletest.quickstart;

/** The user wants the tool to stop. */
final class StoppedException extends Exception {
  private static final long serialVersionUID = 1L;
}
