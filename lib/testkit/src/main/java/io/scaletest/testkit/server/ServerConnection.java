package io.scaletest.testkit.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** One client's connection. Its state belongs to its event loop. */
final class ServerConnection extends Http2ConnectionHandler {
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;

  private final ScriptedApiServer server;
  private final Http2Connection.PropertyKey arrivingKey;
  private ChannelHandlerContext context;
  private boolean flushPending;

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
    return new Builder(server).build();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
    Http2Stream whole = connection().connectionStream();
    int now = connection().local().flowController().windowSize(whole);
    connection().local().flowController().incrementWindowSize(whole, CONNECTION_WINDOW_BYTES - now);
    ctx.flush();
    server.connected(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    server.disconnected(this);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  void onLoop(Runnable task) {
    if (context.executor().inEventLoop()) {
      task.run();
    } else {
      context.executor().execute(task);
    }
  }

  void answer(int id, ServerAnswer answer) {
    if (isGone(id)) {
      return;
    }
    boolean empty = answer.body().length == 0;
    encoder().writeHeaders(context, id, answer.head(), 0, empty, context.newPromise());
    if (!empty) {
      ByteBuf body = Unpooled.wrappedBuffer(answer.body());
      encoder().writeData(context, id, body, 0, true, context.newPromise());
    }
    flushSoon();
  }

  void openStream(int id, int status) {
    if (!isGone(id)) {
      Http2Headers head = ServerAnswer.streamHead(status);
      encoder().writeHeaders(context, id, head, 0, false, context.newPromise());
      flushSoon();
    }
  }

  void sendBytes(int id, byte[] bytes, boolean end) {
    if (!isGone(id)) {
      ByteBuf content = Unpooled.wrappedBuffer(bytes);
      encoder().writeData(context, id, content, 0, end, context.newPromise());
      flushSoon();
    }
  }

  void resetStream(int id) {
    if (!isGone(id)) {
      resetStream(context, id, Http2Error.INTERNAL_ERROR.code(), context.newPromise());
      flushSoon();
    }
  }

  /**
   * Tells the client to take its next requests elsewhere.
   *
   * @param lastStreamId requests on later streams count as never taken
   */
  void sendGoAway(int lastStreamId) {
    long code = Http2Error.NO_ERROR.code();
    goAway(context, lastStreamId, code, Unpooled.EMPTY_BUFFER, context.newPromise());
    flushSoon();
  }

  void drop() {
    context.channel().close();
  }

  void freeze() {
    context.channel().config().setAutoRead(false);
  }

  private boolean isGone(int id) {
    Http2Stream stream = connection().stream(id);
    return stream == null || !stream.state().localSideOpen();
  }

  private void flushSoon() {
    if (!flushPending) {
      flushPending = true;
      context.executor().execute(this::flushNow);
    }
  }

  private void flushNow() {
    flushPending = false;
    flush(context);
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

  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers head,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endOfStream) {
      onHeadersRead(ctx, streamId, head, padding, endOfStream);
    }

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

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<ServerConnection, Builder> {
    private final ScriptedApiServer server;

    Builder(ScriptedApiServer server) {
      this.server = server;
      server(true);
      validateHeaders(false);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(server.maxStreams())
              .initialWindowSize(STREAM_WINDOW_BYTES));
      gracefulShutdownTimeoutMillis(0);
      decoderEnforceMaxRstFramesPerWindow(0, 0);
    }

    @Override
    protected ServerConnection build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new ServerConnection(decoder, encoder, settings, server);
    }

    @Override
    protected ServerConnection build() {
      return super.build();
    }
  }
}
