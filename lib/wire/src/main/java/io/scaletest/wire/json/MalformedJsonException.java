package io.scaletest.wire.json;

/** A text is no JSON, or not the kind of value that was wanted; the message is one line. */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedJsonException(String message) {
    super(message);
  }
}
