package io.scaletest.testkit.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.scaletest.http2.socket.Outbound;

/** Lets HTTP/2 take over after the handshake; in HTTP/1.1, answers are always the same. */
final class ServerGate extends ApplicationProtocolNegotiationHandler {
  private final ScriptedApiServer server;

  ServerGate(ScriptedApiServer server) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.server = server;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      ctx.pipeline().addLast(ServerConnection.create(server));
    } else {
      ctx.pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(Http1Answers.REQUEST_LIMIT_BYTES),
              new Http1Answers());
    }
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    Outbound.close(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Outbound.close(ctx);
  }
}
