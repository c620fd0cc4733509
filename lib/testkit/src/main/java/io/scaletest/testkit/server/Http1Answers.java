package io.scaletest.testkit.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.scaletest.http2.socket.Outbound;
import java.nio.charset.StandardCharsets;

/** Answers every request of HTTP/1.1 with an empty object. */
final class Http1Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
  static final int REQUEST_LIMIT_BYTES = 1 << 20;

  private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(BODY));
    HttpUtil.setContentLength(answer, BODY.length);
    Outbound.writeAndFlush(ctx, answer);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Outbound.close(ctx);
  }
}
