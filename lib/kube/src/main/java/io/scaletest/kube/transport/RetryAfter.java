package io.scaletest.kube.transport;

/**
 * The seconds after which a server wants to be asked again, as it says them in an answer's header.
 *
 * <p><i>Source:</i> client-go's {@code checkWait}: only of answers 429 and 5xx, and only a whole
 * number; a date is not read. Of an answer that never came, its {@code retryAfterResponse}.
 */
final class RetryAfter {
  static final String HEADER = "retry-after";

  /** After so long a request that only reads is sent again when its connection was lost. */
  static final int LOST_S = 1;

  /** A server that wants to be left alone for longer has answered. */
  private static final int MAX_S = 300;

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
      int seconds = Math.max(0, Integer.parseInt(header.toString()));
      return seconds > MAX_S ? ApiReply.NO_RETRY : seconds;
    } catch (NumberFormatException e) {
      return ApiReply.NO_RETRY;
    }
  }
}
