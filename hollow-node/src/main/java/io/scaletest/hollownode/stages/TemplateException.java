package io.scaletest.hollownode.stages;

/** A template that was well-formed cannot be executed with this data; the message is one line. */
final class TemplateException extends Exception {
  private static final long serialVersionUID = 1L;

  public TemplateException(String message) {
    super(message);
  }
}
