package io.scaletest.http2.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Drops flushes that have nothing to flush; stands next to TLS, behind it. Netty's HTTP/2 flushes
 * after each read, for which its TLS makes an empty record that it then throws away: 7 % of a
 * logger's CPU. For the event loop of its channel.
 */
public final class EmptyFlushFilter extends ChannelOutboundHandlerAdapter {
  private boolean written;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    written = true;
    var unused = ctx.write(message, promise); // the promise is that of who writes
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (written) {
      written = false;
      ctx.flush();
    }
  }
}
