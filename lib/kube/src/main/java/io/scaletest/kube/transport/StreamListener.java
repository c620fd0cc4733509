package io.scaletest.kube.transport;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * The callbacks of one stream. Called one after the other, on an event loop of the transport: must
 * not block. {@code nowNs} are readings of the transport's ticker.
 */
public interface StreamListener {
  /**
   * The request may be sent again after so many seconds, as {@link ApiReply#retryAfterS}. Comes
   * before {@link #onOpen} of a refusal, or before {@link #onEnd} of what was never open.
   */
  default void onMayRetry(int afterS) {}

  /**
   * Takes the response's head.
   *
   * @param status HTTP status; with 400 or more, the bytes that follow are a {@code Status} object
   */
  void onOpen(int status, long nowNs);

  /**
   * The response's header fields, by names in small letters, just before {@link #onOpen}; only
   * where the request reads them.
   */
  default void onHeaders(Map<String, List<String>> headers) {}

  /** Takes bytes of the body; {@code chunk} may be kept and read later. */
  void onBytes(ByteBuffer chunk, long nowNs);

  /**
   * Returns how many bytes of the body a second the server may send on beyond the window that every
   * stream has, as to a client that reads so slowly; 0 to read whatever comes. Over HTTP/2 only:
   * what has come is handed over at once all the same.
   */
  default long bytesPerSecond() {
    return 0;
  }

  /**
   * The stream has ended; nothing follows. Called exactly once.
   *
   * @param failure empty where the server ended it in order; otherwise why it broke
   */
  void onEnd(String failure, long nowNs);
}
