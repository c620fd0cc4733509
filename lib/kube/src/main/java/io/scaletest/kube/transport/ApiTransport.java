package io.scaletest.kube.transport;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.common.pacing.ThreadPacer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests and opens streams. Safe for use by many threads; listeners are called on the
 * transport's own event loops and must not block.
 */
public interface ApiTransport extends AutoCloseable {
  /**
   * Sends a request once, as soon as its stream budget allows. Never throws for its outcome: a
   * failed request is a reply.
   *
   * @param listener called exactly once
   * @return a handle that ends the request early
   */
  StreamHandle send(ApiRequest request, ReplyListener listener);

  /**
   * Sends a request and blocks until its outcome, which the transport's limits bound. Not for
   * threads that must not block: never on an event loop.
   */
  default ApiReply sendAndWait(ApiRequest request) {
    CompletableFuture<ApiReply> reply = new CompletableFuture<>();
    send(request, reply::complete);
    return reply.join();
  }

  /**
   * Opens a long answer (a watch), on the watches' own connections.
   *
   * @return a handle that closes the stream
   */
  StreamHandle stream(ApiRequest request, StreamListener listener);

  /**
   * Returns a pacer for sending requests of this transport, on the thread where that is cheapest: a
   * dedicated one, unless the transport has a better one. Its step must not block.
   *
   * @param threadName name of its thread, where it has a dedicated one
   * @param faults takes what a step throws, which ends the pacer
   */
  default Pacer pacer(String threadName, Pacer.Step step, FaultHandler faults) {
    return new ThreadPacer(threadName, Ticker.system(), step, faults);
  }

  /**
   * Returns how the configured server is reached now, for the options of a summary: the {@code
   * protocol}, once there was a connection, and the {@code proxy}, if there is one.
   */
  default Map<String, String> way() {
    return Map.of();
  }

  /** Closes every connection; requests and streams under way end with a failure. Idempotent. */
  @Override
  void close();
}
