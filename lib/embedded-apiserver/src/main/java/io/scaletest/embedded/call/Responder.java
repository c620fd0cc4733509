package io.scaletest.embedded.call;

import io.scaletest.embedded.watch.EventSink;
import io.scaletest.embedded.watch.Watch;
import io.scaletest.embedded.watch.WatchLoop;

/**
 * The response side of one request: one answer, or a stream, or a reset. For the connection's event
 * loop alone; writes to a closed connection are dropped.
 */
public interface Responder {
  void answer(Answer answer);

  /** Begins a streamed answer with status 200. */
  EventSink beginStream(String contentType);

  /**
   * Sets the watch that feeds the stream: it is called when the stream becomes writable and when
   * the client disconnects.
   */
  void fedBy(Watch watch);

  /** Ends it without an answer, as a fault: the stream is reset, or the connection. */
  void reset();

  /** Runs {@code task} on the event loop, {@code delayNs} nanoseconds from now. */
  void later(long delayNs, Runnable task);

  /** Returns the watches of the connection's event loop. */
  WatchLoop watches();
}
