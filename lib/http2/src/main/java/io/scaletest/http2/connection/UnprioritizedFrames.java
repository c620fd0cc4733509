package io.scaletest.http2.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * A frame listener that ignores priorities, which RFC 9113 has deprecated: all HEADERS come by
 * {@link #onHeadersRead(ChannelHandlerContext, int, Http2Headers, int, boolean)}.
 */
public abstract class UnprioritizedFrames extends Http2FrameAdapter {
  @Override
  public final void onHeadersRead(
      ChannelHandlerContext ctx,
      int id,
      Http2Headers head,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream) {
    onHeadersRead(ctx, id, head, padding, endOfStream);
  }

  @Override
  public abstract void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers head, int padding, boolean endOfStream);
}
