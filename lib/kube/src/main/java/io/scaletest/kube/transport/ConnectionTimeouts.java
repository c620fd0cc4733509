package io.scaletest.kube.transport;

import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.concurrent.EventExecutor;
import io.scaletest.common.clock.Ticker;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Enforces one connection's timeouts: the deadlines of its exchanges and the keep-alive PING. For
 * the connection's event loop alone.
 */
final class ConnectionTimeouts {
  private static final long PING_PAYLOAD = 0x7363616c65L;

  private final ApiConnection connection;
  private final OpenExchanges exchanges;
  private final HttpTransport transport;
  private final TransportLimits limits;
  private final Ticker ticker;
  private final WireMeter meter;
  private Runnable endSweeps = () -> {};
  private long pingSentNs;
  private boolean pingPending;

  ConnectionTimeouts(
      ApiConnection connection, OpenExchanges exchanges, HttpTransport transport, WireMeter meter) {
    this.connection = connection;
    this.exchanges = exchanges;
    this.transport = transport;
    this.limits = transport.limits();
    this.ticker = transport.ticker();
    this.meter = meter;
  }

  void start(EventExecutor loop) {
    endSweeps = transport.sweeps().begin(loop, this::sweep);
  }

  /** Stops checking; without effect where it has not begun. */
  void stop() {
    endSweeps.run();
  }

  /** The server has answered a ping. */
  void pingAnswered() {
    pingPending = false;
  }

  private void sweep() {
    long nowNs = ticker.nanos();
    pingWhereSilent(nowNs);
    if (!exchanges.isEmpty()) {
      cancelOverdue(nowNs);
    }
  }

  private void cancelOverdue(long nowNs) {
    long timeoutNs = TimeUnit.MILLISECONDS.toNanos(limits.requestTimeoutMs());
    List<Exchange> overdue = List.of();
    try {
      overdue = exchanges.overdue(nowNs, timeoutNs);
    } catch (Http2Exception e) {
      connection.close(FailureText.of(e));
    }
    for (Exchange exchange : overdue) {
      connection.cancel(exchange, transport.timeoutText());
    }
  }

  private void pingWhereSilent(long nowNs) {
    if (pingPending) {
      if (nowNs - pingSentNs >= TimeUnit.MILLISECONDS.toNanos(limits.pingTimeoutMs())) {
        connection.close(
            "the server did not answer a ping within " + limits.pingTimeoutMs() + " ms");
      }
    } else if (nowNs - meter.lastReadNs() >= TimeUnit.MILLISECONDS.toNanos(limits.pingAfterMs())) {
      pingPending = true;
      pingSentNs = nowNs;
      connection.ping(PING_PAYLOAD);
    }
  }
}
