package io.scaletest.kube.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.scaletest.common.clock.Ticker;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes on the wire, below TLS, and keeps the time of the last read. */
final class WireMeter extends ChannelDuplexHandler {
  private final Ticker ticker;
  private final LongAdder bytesRead;
  private final LongAdder bytesWritten;
  private long lastReadNs;

  WireMeter(Ticker ticker, LongAdder bytesRead, LongAdder bytesWritten) {
    this.ticker = ticker;
    this.bytesRead = bytesRead;
    this.bytesWritten = bytesWritten;
    this.lastReadNs = ticker.nanos();
  }

  /** Returns the ticker's reading when bytes last came; for the connection's event loop only. */
  long lastReadNs() {
    return lastReadNs;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      bytesRead.add(bytes.readableBytes());
      lastReadNs = ticker.nanos();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      bytesWritten.add(bytes.readableBytes());
    }
    var unused = ctx.write(message, promise); // the promise is that of who writes
  }
}
