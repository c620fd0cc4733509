package io.scaletest.embedded.selector;

/** A selector cannot be read, or asks for a field that is not there to be asked for. */
public final class SelectorException extends Exception {
  private static final long serialVersionUID = 1L;

  public SelectorException(String message) {
    super(message);
  }
}
