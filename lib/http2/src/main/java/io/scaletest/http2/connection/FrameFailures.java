package io.scaletest.http2.connection;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Exception;

/** What becomes of frames that cannot be written and whose futures nobody keeps. */
public final class FrameFailures {
  private FrameFailures() {}

  /**
   * Sees to the failure of a frame of HEADERS, DATA, RST_STREAM or GOAWAY that was just handed to
   * Netty's codec. On the event loop; allocates nothing.
   *
   * <p>What fails on its way to the socket, the codec itself hands to its handler's {@code
   * onError}, which ends the stream or the connection, and so whoever waits for an answer. But what
   * it refuses at once, such as DATA for a stream that is not there, it tells the future alone:
   * that goes to the pipeline's {@code exceptionCaught}, as any other fault of a connection.
   */
  public static void handle(ChannelFuture written) {
    if (!written.isDone() || written.isSuccess()) {
      return;
    }
    boolean told = written.cause() instanceof Http2Exception || !written.channel().isOpen();
    if (!told) {
      written.channel().pipeline().fireExceptionCaught(written.cause());
    }
  }
}
