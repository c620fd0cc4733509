package io.scaletest.kube.transport;

/**
 * The seconds after which a server wants to be asked again, as it says them in an answer's header.
 *
 * <p><i>Source:</i> client-go's {@code checkWait}: only of answers 429 and 5xx, and only a whole
 * number; a date is not read.
 */
final class RetryAfter {
  static final String HEADER = "retry-after";

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private RetryAfter() {}

  /**
   * Returns the seconds; {@link ApiReply#NO_RETRY} where the answer asks for nothing.
   *
   * @param header the header's value, or null
   */
  static int seconds(int status, CharSequence header) {
    if (header == null || (status != TOO_MANY_REQUESTS && status < SERVER_ERROR)) {
      return ApiReply.NO_RETRY;
    }
    try {
      return Math.max(0, Integer.parseInt(header.toString()));
    } catch (NumberFormatException e) {
      return ApiReply.NO_RETRY;
    }
  }
}
