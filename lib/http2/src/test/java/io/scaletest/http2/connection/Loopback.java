package io.scaletest.http2.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Both ends of one connection in one thread: bytes cross when the test says so. */
final class Loopback {
  static final int MAX_STREAMS = 1_000;

  /** A handler that hears what comes, a line a frame. */
  static final class End extends Http2ConnectionHandler {
    final List<String> heard = new ArrayList<>();

    End(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      super(decoder, encoder, settings);
      decoder.frameListener(new Frames());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
      heard.add("failed: " + cause.getMessage());
      ctx.close().syncUninterruptibly();
    }

    private final class Frames extends UnprioritizedFrames {
      @Override
      public void onHeadersRead(
          ChannelHandlerContext ctx, int id, Http2Headers head, int padding, boolean end) {
        heard.add(id + " " + head.path() + (end ? " end" : ""));
      }

      @Override
      public int onDataRead(
          ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
        heard.add(id + " " + data.toString(StandardCharsets.UTF_8) + (end ? " end" : ""));
        return data.readableBytes() + padding;
      }

      @Override
      public void onGoAwayRead(
          ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
        heard.add("GOAWAY " + ErrorName.of(errorCode));
      }
    }
  }

  /** Runs what a test does, as a turn of the event loop, and counts flushes to the network. */
  private static final class Turns extends ChannelDuplexHandler {
    private int flushes;
    private boolean refusing;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Runnable task) {
        task.run();
      } else {
        ctx.fireChannelRead(message);
      }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (refusing) {
        ReferenceCountUtil.release(message);
        promise.setFailure(new IllegalStateException("refused"));
      } else {
        var unused = ctx.write(message, promise);
      }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes++;
      ctx.flush();
    }
  }

  final End client = ConnectionSetup.client(End::new);
  final End server = ConnectionSetup.server(MAX_STREAMS, End::new);
  final ConnectionWriter fromClient;
  final ConnectionWriter fromServer;
  private final Turns turns = new Turns();
  private final EmbeddedChannel clientChannel = new EmbeddedChannel(turns, client);
  private final EmbeddedChannel serverChannel = new EmbeddedChannel(server);

  Loopback() throws Http2Exception {
    fromClient = new ConnectionWriter(client, clientChannel.pipeline().context(client));
    fromServer = new ConnectionWriter(server, serverChannel.pipeline().context(server));
    fromClient.openWindow();
    fromServer.openWindow();
    cross();
  }

  /** Moves bytes both ways, and does what is to be done about them, until nothing is left. */
  void cross() {
    boolean forth;
    boolean back;
    do {
      forth = move(clientChannel, serverChannel);
      back = move(serverChannel, clientChannel);
    } while (forth || back);
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    ByteBuf bytes = from.readOutbound();
    if (bytes != null) {
      to.writeInbound(bytes);
    }
    return bytes != null;
  }

  /** Does {@code task} in one turn of the client's event loop; returns how often that flushes. */
  int turn(Runnable task) {
    int before = turns.flushes;
    clientChannel.writeOneInbound(task).syncUninterruptibly();
    return turns.flushes - before;
  }

  /** From now on nothing that the client writes gets through. */
  void refuse() {
    turns.refusing = true;
  }

  ChannelHandlerContext clientContext() {
    return clientChannel.pipeline().context(client);
  }

  boolean isOpen() {
    return clientChannel.isOpen() && serverChannel.isOpen();
  }
}
