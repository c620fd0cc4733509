package io.scaletest.testkit.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.scaletest.http2.connection.ConnectionSetup;
import io.scaletest.http2.connection.ConnectionWriter;
import io.scaletest.http2.connection.UnprioritizedFrames;
import io.scaletest.http2.socket.Outbound;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** One client's connection. Its state belongs to its event loop. */
final class ServerConnection extends Http2ConnectionHandler {
  private final ScriptedApiServer server;
  private final Http2Connection.PropertyKey arrivingKey;
  private ChannelHandlerContext context;
  private ConnectionWriter writer;

  /** A request of which not all has come. */
  private static final class Arriving {
    private final Http2Headers head;
    private final ByteArrayOutputStream body;

    Arriving(Http2Headers head, boolean keepBody) {
      this.head = head;
      this.body = keepBody ? new ByteArrayOutputStream() : null;
    }
  }

  private ServerConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      ScriptedApiServer server) {
    super(decoder, encoder, settings);
    this.server = server;
    this.arrivingKey = connection().newKey();
    decoder.frameListener(new Frames());
    connection().addListener(new StreamEnds());
  }

  static ServerConnection create(ScriptedApiServer server) {
    return ConnectionSetup.server(
        server.maxStreams(),
        (decoder, encoder, settings) -> new ServerConnection(decoder, encoder, settings, server));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    writer = new ConnectionWriter(this, ctx);
    super.handlerAdded(ctx);
    writer.openWindow();
    server.connected(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    server.disconnected(this);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Outbound.close(ctx);
  }

  void onLoop(Runnable task) {
    writer.onLoop(task);
  }

  void answer(int id, ServerAnswer answer) {
    if (writer.isGone(id)) {
      return;
    }
    boolean empty = answer.body().length == 0;
    writer.head(id, answer.head(), empty);
    if (!empty) {
      writer.data(id, Unpooled.wrappedBuffer(answer.body()), true);
    }
  }

  void openStream(int id, int status) {
    if (!writer.isGone(id)) {
      writer.head(id, ServerAnswer.streamHead(status), false);
    }
  }

  void sendBytes(int id, byte[] bytes, boolean end) {
    if (!writer.isGone(id)) {
      writer.data(id, Unpooled.wrappedBuffer(bytes), end);
    }
  }

  void resetStream(int id) {
    if (!writer.isGone(id)) {
      writer.reset(id, Http2Error.INTERNAL_ERROR);
    }
  }

  /**
   * Tells the client to take its next requests elsewhere.
   *
   * @param lastStreamId requests on later streams count as never taken
   */
  void sendGoAway(int lastStreamId) {
    writer.goAway(lastStreamId);
  }

  void drop() {
    writer.close();
  }

  void freeze() {
    context.channel().config().setAutoRead(false);
  }

  private void arrived(int id, Arriving arriving) {
    server.handle(this, id, arriving.head, arriving.body);
  }

  static Map<String, String> headersOf(Http2Headers head) {
    Map<String, String> headers = new HashMap<>();
    head.forEach(field -> headers.put(field.getKey().toString(), field.getValue().toString()));
    return headers;
  }

  private final class StreamEnds extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      server.streamClosed(ServerConnection.this, stream.id());
    }
  }

  private final class Frames extends UnprioritizedFrames {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int id, Http2Headers head, int padding, boolean endOfStream) {
      Arriving arriving = new Arriving(head, server.records());
      if (endOfStream) {
        arrived(id, arriving);
      } else {
        connection().stream(id).setProperty(arrivingKey, arriving);
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream) {
      int consumed = data.readableBytes() + padding;
      Arriving arriving = connection().stream(id).getProperty(arrivingKey);
      if (arriving.body != null) {
        byte[] bytes = new byte[data.readableBytes()];
        data.getBytes(data.readerIndex(), bytes);
        arriving.body.writeBytes(bytes);
      }
      if (endOfStream) {
        arrived(id, arriving);
      }
      return consumed;
    }
  }
}
