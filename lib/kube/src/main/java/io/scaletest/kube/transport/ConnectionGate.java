package io.scaletest.kube.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Waits for the TLS handshake and lets HTTP/2 take over only where the server agreed to it. */
final class ConnectionGate extends ChannelInboundHandlerAdapter {
  private final ApiConnection connection;
  private final SslHandler tls;

  ConnectionGate(ApiConnection connection, SslHandler tls) {
    this.connection = connection;
    this.tls = tls;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
      ctx.fireUserEventTriggered(event);
      return;
    }
    if (!handshake.isSuccess()) {
      give(ctx, FailureText.of(handshake.cause()));
      return;
    }
    String protocol = tls.applicationProtocol();
    if (!ApplicationProtocolNames.HTTP_2.equals(protocol)) {
      give(
          ctx,
          "the server does not speak HTTP/2 over TLS (it offers "
              + (protocol == null ? "no protocol by ALPN" : protocol)
              + ")");
      return;
    }
    connection.negotiated(tls.engine().getSession());
    ctx.pipeline().replace(this, null, connection);
  }

  private void give(ChannelHandlerContext ctx, String reason) {
    connection.abandon(reason);
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection.abandon("the server closed the connection during the TLS handshake");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    give(ctx, FailureText.of(cause));
  }
}
