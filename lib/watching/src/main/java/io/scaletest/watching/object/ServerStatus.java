package io.scaletest.watching.object;

/**
 * The {@code Status} object with which an API server refuses.
 *
 * @param code HTTP status; 0 where it is not said
 * @param reason one word for machines, such as {@code Expired}; may be empty
 * @param message one line for people; may be empty
 * @param retryAfterSeconds how long the server asks to be left alone; 0 where it does not say
 */
public record ServerStatus(int code, String reason, String message, int retryAfterSeconds) {

  /** Tells whether the resource version asked for is too old to be watched from. */
  public boolean isGone() {
    return code == 410 || reason.equals("Expired") || reason.equals("Gone");
  }

  /** Tells whether the server asks to be asked less often. */
  public boolean isThrottling() {
    return code == 429;
  }

  /** Returns the message, or the reason where there is none: what people read. */
  public String text() {
    return message.isEmpty() ? reason : message;
  }
}
