package io.scaletest.testkit.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;

/** Lets HTTP/2 take over after the handshake; a client of HTTP/1.1 gets no answer. */
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
    }
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
