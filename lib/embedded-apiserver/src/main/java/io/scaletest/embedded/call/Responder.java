package io.scaletest.embedded.call;

import io.scaletest.embedded.watch.EventSink;
import io.scaletest.embedded.watch.Watch;
import io.scaletest.embedded.watch.WatchLoop;

/**
 * A request's way back: one answer, or an answer without end, or none. Belongs to the event loop of
 * its connection; what is sent to a client that has gone is dropped.
 */
public interface Responder {
  void answer(Answer answer);

  /** Begins an answer without end: status 200, JSON lines. */
  EventSink beginStream();

  /** The watch that feeds the stream, to be told of writability and of the client's end. */
  void fedBy(Watch watch);

  /** Ends it without an answer, as a fault: the stream is reset, or the connection. */
  void reset();

  /** Runs {@code task} on the event loop, {@code delayNs} nanoseconds from now. */
  void later(long delayNs, Runnable task);

  /** Returns the watches of the connection's event loop. */
  WatchLoop watches();
}
