package io.scaletest.embedded.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.http2.socket.PeerFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handling of exceptions on a connection: closes it, and logs what is a fault of this program.
 * For the connection's event loop alone.
 */
final class BrokenConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenConnection.class);

  private BrokenConnection() {}

  /** Closes it. Faults that come neither from the client nor from the network are logged. */
  static void close(ChannelHandlerContext ctx, Throwable cause) {
    if (!PeerFault.is(cause)) {
      LOG.error("{}: connection closed for a fault", ctx.channel().remoteAddress(), cause);
    }
    Outbound.close(ctx);
  }

  /** Hands what a task of the connection throws to the pipeline's {@code exceptionCaught}. */
  static void onFailure(ChannelHandlerContext ctx, Future<?> task) {
    task.addListener(
        ended -> {
          if (!ended.isSuccess() && !ended.isCancelled()) {
            ctx.pipeline().fireExceptionCaught(ended.cause());
          }
        });
  }
}
