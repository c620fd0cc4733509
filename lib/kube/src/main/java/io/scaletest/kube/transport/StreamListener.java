package io.scaletest.kube.transport;

import java.nio.ByteBuffer;

/**
 * Hears one stream. Calls come one after the other, from an event loop of the transport: do not
 * block. {@code nowNs} are readings of the transport's ticker.
 */
public interface StreamListener {
  /**
   * The request may be sent again after so many seconds, as {@link ApiReply#retryAfterS}. Comes
   * before {@link #onOpen} of a refusal, or before {@link #onEnd} of what was never open.
   */
  default void onMayRetry(int afterS) {}

  /**
   * The response's head has come.
   *
   * @param status HTTP status; with 400 or more, the bytes that follow are a {@code Status} object
   */
  void onOpen(int status, long nowNs);

  /** Bytes of the body have come; {@code chunk} may be kept and read later. */
  void onBytes(ByteBuffer chunk, long nowNs);

  /**
   * The stream has ended; nothing follows. Called exactly once.
   *
   * @param failure empty where the server ended it in order; otherwise why it broke
   */
  void onEnd(String failure, long nowNs);
}
