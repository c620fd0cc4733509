package io.scaletest.httperf.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
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
  public static final Object PING =
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
