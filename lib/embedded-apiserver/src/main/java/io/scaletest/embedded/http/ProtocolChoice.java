package io.scaletest.embedded.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.scaletest.http2.socket.Outbound;

/** The ALPN handler: installs the version of HTTP that was negotiated. */
final class ProtocolChoice extends ApplicationProtocolNegotiationHandler {
  /** As much as kube-apiserver takes. */
  static final int MAX_BODY_BYTES = 3 * 1024 * 1024;

  private final Listener listener;

  ProtocolChoice(Listener listener) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.listener = listener;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    String user = ServerTls.user(tls.engine().getSession());
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      ctx.pipeline().addLast(Http2ClientConnection.create(listener, user));
    } else {
      ctx.pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(MAX_BODY_BYTES),
              new Http1ClientConnection(listener, user));
    }
  }

  /** A failed handshake is the client's matter and not logged. */
  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    Outbound.close(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    BrokenConnection.close(ctx, cause);
  }
}
