package io.scaletest.http2.socket;

import io.netty.channel.ChannelOutboundInvoker;

/**
 * Writes and closes of which nobody keeps the future, and where their failures go instead. They
 * allocate nothing. For any thread.
 */
public final class Outbound {
  private Outbound() {}

  /**
   * Writes {@code message}. A handler that fails it is told of by {@code exceptionCaught}, which
   * must end what waits for an answer; a socket that fails it closes its channel, as Netty does
   * unless told otherwise ({@code AUTO_CLOSE}), so that {@code channelInactive} follows.
   */
  public static void write(ChannelOutboundInvoker channel, Object message) {
    var unused = channel.write(message, channel.voidPromise());
  }

  /** As {@link #write}, and sends it at once. */
  public static void writeAndFlush(ChannelOutboundInvoker channel, Object message) {
    var unused = channel.writeAndFlush(message, channel.voidPromise());
  }

  /**
   * Closes a connection. That cannot fail in a way that matters: the descriptor is gone, and {@code
   * channelInactive} follows, even where the system or the farewell of TLS had a complaint. Who
   * must wait until it is gone has {@code closeFuture()}.
   */
  public static void close(ChannelOutboundInvoker channel) {
    var unused = channel.close();
  }
}
