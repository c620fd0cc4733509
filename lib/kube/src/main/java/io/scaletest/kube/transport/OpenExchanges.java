package io.scaletest.kube.transport;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * The map from a connection's streams to their exchanges. For the connection's event loop alone.
 */
final class OpenExchanges {
  private final Http2Connection connection;
  private final Http2Connection.PropertyKey key;

  OpenExchanges(Http2Connection connection) {
    this.connection = connection;
    this.key = connection.newKey();
  }

  /** Puts {@code exchange} on a stream that is open. */
  void put(Http2Stream stream, Exchange exchange) {
    stream.setProperty(key, exchange);
  }

  /** Returns the exchange on stream {@code id}; null where there is none, or no such stream. */
  Exchange get(int id) {
    Http2Stream stream = connection.stream(id);
    return stream == null ? null : stream.getProperty(key);
  }

  /** Takes the exchange off a stream that has ended; returns null where there was none. */
  Exchange remove(Http2Stream stream) {
    return stream.removeProperty(key);
  }

  /** Returns whether no stream is open. */
  boolean isEmpty() {
    return connection.numActiveStreams() == 0;
  }

  /** Returns the exchanges whose timeout is over at {@code nowNs}. */
  List<Exchange> overdue(long nowNs, long timeoutNs) throws Http2Exception {
    List<Exchange> overdue = new ArrayList<>(0);
    connection.forEachActiveStream(
        stream -> {
          Exchange exchange = stream.getProperty(key);
          if (exchange != null && exchange.isOverdue(nowNs, timeoutNs)) {
            overdue.add(exchange);
          }
          return true;
        });
    return overdue;
  }
}
