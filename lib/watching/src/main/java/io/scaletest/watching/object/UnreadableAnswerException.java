package io.scaletest.watching.object;

/** What a server sent is not what the API promises; the message says what, in one line. */
public final class UnreadableAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableAnswerException(String message) {
    super(message);
  }

  public UnreadableAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
