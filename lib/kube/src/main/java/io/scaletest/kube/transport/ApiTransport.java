package io.scaletest.kube.transport;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.common.pacing.ThreadPacer;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests and opens streams. Safe for use by many threads; callbacks and completions run on
 * the transport's own event loops and must not block.
 */
public interface ApiTransport extends AutoCloseable {
  /**
   * Sends a request once, as soon as its stream budget allows.
   *
   * @return completes with what became of it, never exceptionally: a failed request is a result
   */
  CompletableFuture<ApiReply> send(ApiRequest request);

  /**
   * Opens a long answer (a watch), on the watches' own connections.
   *
   * @return a handle that closes the stream
   */
  StreamHandle stream(ApiRequest request, StreamListener listener);

  /**
   * Returns a pacer for sending requests of this transport, on the thread where that is cheapest:
   * one of its own, unless the transport knows better. Its step must not block.
   *
   * @param threadName name of its thread, where it has one of its own
   */
  default Pacer pacer(String threadName, Pacer.Step step) {
    return new ThreadPacer(threadName, Ticker.system(), step);
  }

  /** Closes every connection; requests and streams under way end with a failure. Idempotent. */
  @Override
  void close();
}
