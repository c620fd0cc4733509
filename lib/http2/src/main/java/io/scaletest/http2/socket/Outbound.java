package io.scaletest.http2.socket;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * Writes, frames and closes whose futures are not kept, and the place where their failures go
 * instead. Allocates nothing. For any thread, unless said otherwise.
 */
public final class Outbound {
  private Outbound() {}

  /**
   * Writes {@code message}. The failure of a handler goes to {@code exceptionCaught}, which must
   * end what waits for an answer; the failure of a socket closes its channel, as is Netty's default
   * ({@code AUTO_CLOSE}), so that {@code channelInactive} follows.
   */
  public static void write(ChannelOutboundInvoker channel, Object message) {
    var unused = channel.write(message, channel.voidPromise());
  }

  /** As {@link #write}, and sends it at once. */
  public static void writeAndFlush(ChannelOutboundInvoker channel, Object message) {
    var unused = channel.writeAndFlush(message, channel.voidPromise());
  }

  /**
   * Closes a connection. That cannot fail in a way that matters: the descriptor is released, and
   * {@code channelInactive} follows, even where the system or the farewell of TLS had a complaint.
   * To wait for it, use {@code closeFuture()}.
   */
  public static void close(ChannelOutboundInvoker channel) {
    var unused = channel.close();
  }

  /**
   * Sees to the failure of a frame of HEADERS, DATA, RST_STREAM or GOAWAY that was just handed to
   * Netty's codec. Event loop only.
   *
   * <p>What fails on its way to the socket, the codec itself hands to its handler's {@code
   * onError}, which ends the stream or the connection, and so the exchanges on it. But what it
   * refuses at once, such as DATA for an unknown stream, fails the future alone: that goes to the
   * pipeline's {@code exceptionCaught}, as any other fault of a connection.
   */
  public static void frame(ChannelFuture written) {
    if (!written.isDone() || written.isSuccess()) {
      return;
    }
    boolean told = written.cause() instanceof Http2Exception || !written.channel().isOpen();
    if (!told) {
      written.channel().pipeline().fireExceptionCaught(written.cause());
    }
  }
}
