package io.scaletest.httperf.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.scaletest.http2.socket.Outbound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a client of HTTP/1.1 with status 505 and closes the connection. */
final class OldHttpRefusal extends SimpleChannelInboundHandler<ByteBuf> {
  private static final Logger LOG = LoggerFactory.getLogger(OldHttpRefusal.class);
  private static final String BODY = "only HTTP/2 is served\n";
  private static final String ANSWER =
      "HTTP/1.1 505 HTTP Version Not Supported\r\nConnection: close\r\nContent-Type: text/plain\r\n"
          + "Content-Length: "
          + BODY.length()
          + "\r\n\r\n"
          + BODY;

  private boolean answered;

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf request) {
    if (!answered) {
      answered = true;
      LOG.debug("{}: spoke HTTP/1.1, answered 505", ctx.channel().remoteAddress());
      ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), ANSWER))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Outbound.close(ctx);
  }
}
