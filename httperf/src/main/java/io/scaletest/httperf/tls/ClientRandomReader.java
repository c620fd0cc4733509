package io.scaletest.httperf.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Reads the client random, by which a key log names a connection, from the ClientHello: the first
 * record of a connection, outward from a client, inward to a server. Whatever TLS derives while it
 * is handed a message of this connection, on this very thread, belongs to that random.
 *
 * <p>For the connection's event loop alone.
 */
final class ClientRandomReader extends ChannelDuplexHandler {
  private static final FastThreadLocal<String> CURRENT = new FastThreadLocal<>();

  /** Record header (5), handshake header (4), version (2). */
  private static final int OFFSET = 11;

  private static final int LENGTH = 32;
  private static final int HANDSHAKE_RECORD = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int HANDSHAKE_TYPE_OFFSET = 5;

  private String clientRandom = "";

  /** Returns the random of the connection whose message is being handled, empty outside of one. */
  static String current() {
    String random = CURRENT.get();
    return random == null ? "" : random;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    look(message);
    CURRENT.set(clientRandom);
    try {
      ctx.fireChannelRead(message);
    } finally {
      CURRENT.remove();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    look(message);
    var unused = ctx.write(message, promise); // the promise is that of who writes
  }

  /** A ClientHello in several pieces is missed; nothing but an attack makes its first so short. */
  private void look(Object message) {
    if (clientRandom.isEmpty() && message instanceof ByteBuf record) {
      int start = record.readerIndex();
      if (record.readableBytes() >= OFFSET + LENGTH
          && record.getByte(start) == HANDSHAKE_RECORD
          && record.getByte(start + HANDSHAKE_TYPE_OFFSET) == CLIENT_HELLO) {
        clientRandom = ByteBufUtil.hexDump(record, start + OFFSET, LENGTH);
      }
    }
  }
}
