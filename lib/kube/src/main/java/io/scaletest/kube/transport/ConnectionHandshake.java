package io.scaletest.kube.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.wire.x509.CertificateAndKey;
import java.util.Optional;

/**
 * The pipeline's handler during connection set-up: waits for the proxy's tunnel and the TLS
 * handshake with ALPN, then replaces itself by HTTP/2 where the server offers it, else by HTTP/1.1.
 * For the connection's event loop alone.
 */
final class ConnectionHandshake extends ChannelInboundHandlerAdapter {
  static final String WHERE = "the beginning of a connection";

  private final ConnectionPool pool;
  private final WireMeter meter;
  private final Optional<SslHandler> tls;
  private final Optional<CertificateAndKey> identity;
  private boolean over;

  /**
   * @param tls the encryption between here and the server; empty for plain http
   * @param identity the certificate that counted when the connection began
   */
  ConnectionHandshake(
      ConnectionPool pool,
      WireMeter meter,
      Optional<SslHandler> tls,
      Optional<CertificateAndKey> identity) {
    this.identity = identity;
    this.pool = pool;
    this.meter = meter;
    this.tls = tls;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (tls.isEmpty() && !pool.route().isTunnel()) {
      speakHttp1(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      handshakeEnded(ctx, handshake);
    } else if (event instanceof ProxyConnectionEvent && tls.isEmpty()) {
      speakHttp1(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void handshakeEnded(ChannelHandlerContext ctx, SslHandshakeCompletionEvent handshake) {
    if (!handshake.isSuccess()) {
      fail(ctx, handshake.cause());
      return;
    }
    if (tls.isEmpty() || !tls.get().handshakeFuture().isDone()) {
      // That was the handshake with the proxy.
      return;
    }
    pool.transport().negotiated(tls.get().engine().getSession());
    if (ApplicationProtocolNames.HTTP_2.equals(tls.get().applicationProtocol())) {
      handOver(
          ctx,
          () -> {
            pool.transport().speaks(pool.route(), HttpTransport.HTTP_2);
            ctx.pipeline().replace(this, null, ApiConnection.create(pool, meter, identity));
          });
    } else {
      speakHttp1(ctx);
    }
  }

  private void speakHttp1(ChannelHandlerContext ctx) {
    handOver(
        ctx,
        () -> {
          pool.transport().speaks(pool.route(), HttpTransport.HTTP_1_1);
          pool.oneExchangeEach();
          ctx.pipeline().addLast(Http1Connection.codec(), new Http1Connection(pool, identity));
          ctx.pipeline().remove(this);
        });
  }

  /** What is thrown here is this program's fault, not the server's, and no connection either. */
  private void handOver(ChannelHandlerContext ctx, Runnable how) {
    try {
      how.run();
      over = true;
    } catch (Throwable thrown) {
      give(ctx, "not begun: " + thrown);
      pool.transport().faults().handle(WHERE, thrown);
    }
  }

  private void give(ChannelHandlerContext ctx, String reason) {
    if (!over) {
      over = true;
      pool.connectFailed(reason);
    }
    Outbound.close(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    give(
        ctx,
        tls.isPresent()
            ? "the server closed the connection during the TLS handshake"
            : "the connection was closed before it was there");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, cause);
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    give(ctx, FailureText.of(cause));
    if (FailureText.isFault(cause)) {
      pool.transport().faults().handle(WHERE, cause);
    }
  }
}
