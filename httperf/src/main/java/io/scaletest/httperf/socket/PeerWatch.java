package io.scaletest.httperf.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.scaletest.common.clock.Ticker;
import io.scaletest.http2.socket.Outbound;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection whose peer is silent: after half the limit without a byte a {@link #PING} is
 * due, and if no byte comes in the other half, the peer is dead or does not read.
 */
public final class PeerWatch extends IdleStateHandler {
  /** Fired through the pipeline: ask the peer for a sign of life. */
  private static final Object PING =
      new Object() {
        @Override
        public String toString() {
          return "PING";
        }
      };

  private static final Logger LOG = LoggerFactory.getLogger(PeerWatch.class);

  private final Duration limit;

  public PeerWatch(Duration limit) {
    super(limit.toMillis() / 2, 0, 0, TimeUnit.MILLISECONDS);
    this.limit = limit;
  }

  /**
   * Sends an HTTP/2 PING if {@code event} is {@link #PING}. For a connection's {@code
   * userEventTriggered}, on its event loop.
   */
  public static void pingIfAsked(
      Http2ConnectionHandler connection, ChannelHandlerContext ctx, Object event, Ticker ticker) {
    if (event == PING) {
      long content = TimeUnit.NANOSECONDS.toMillis(ticker.nanos());
      // A failure goes to exceptionCaught.
      var unused = connection.encoder().writePing(ctx, false, content, ctx.voidPromise());
      ctx.flush();
    }
  }

  @Override
  protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
    if (event.isFirst()) {
      ctx.fireUserEventTriggered(PING);
      return;
    }
    LOG.debug("{}: silent for {} s, closed", ctx.channel().remoteAddress(), limit.toSeconds());
    Outbound.close(ctx);
  }
}
