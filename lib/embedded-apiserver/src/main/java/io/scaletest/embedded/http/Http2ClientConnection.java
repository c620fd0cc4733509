package io.scaletest.embedded.http;

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

/** A connection that speaks HTTP/2. Its state belongs to its event loop. */
final class Http2ClientConnection extends Http2ConnectionHandler implements ClientConnection {
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;

  private final Listener listener;
  private final String user;
  private final Http2Connection.PropertyKey exchangeKey;
  private ChannelHandlerContext context;
  private boolean flushPending;

  private Http2ClientConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Listener listener,
      String user) {
    super(decoder, encoder, settings);
    this.listener = listener;
    this.user = user;
    this.exchangeKey = connection().newKey();
    decoder.frameListener(new Frames());
    connection().addListener(new StreamEnds());
    encoder.flowController().listener(this::writabilityChanged);
  }

  static Http2ClientConnection create(Listener listener, String user) {
    return new Builder(listener, user).build();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
    Http2Stream whole = connection().connectionStream();
    int now = connection().local().flowController().windowSize(whole);
    connection().local().flowController().incrementWindowSize(whole, CONNECTION_WINDOW_BYTES - now);
    ctx.flush();
    listener.connected(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    listener.disconnected(this);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void goAway() {
    onLoop(
        () -> {
          // As a Go server that shuts down in order: what crosses this on the wire is served.
          long code = Http2Error.NO_ERROR.code();
          goAway(context, Integer.MAX_VALUE, code, Unpooled.EMPTY_BUFFER, context.newPromise());
          flushSoon();
        });
  }

  @Override
  public void drop() {
    onLoop(() -> context.channel().close());
  }

  @Override
  public void limitStreams(int limit) {
    onLoop(
        () -> {
          Http2Settings changed = new Http2Settings().maxConcurrentStreams(limit);
          encoder().writeSettings(context, changed, context.newPromise());
          flushSoon();
        });
  }

  private void onLoop(Runnable task) {
    if (context.executor().inEventLoop()) {
      task.run();
    } else {
      context.executor().execute(task);
    }
  }

  Listener listener() {
    return listener;
  }

  String user() {
    return user;
  }

  ChannelHandlerContext context() {
    return context;
  }

  /** Returns whether nothing can be sent on a stream any more. */
  boolean isGone(int id) {
    Http2Stream stream = connection().stream(id);
    return stream == null || !stream.state().localSideOpen();
  }

  boolean isWritable(int id) {
    Http2Stream stream = connection().stream(id);
    return stream != null && encoder().flowController().isWritable(stream);
  }

  void head(int id, Http2Headers head, boolean end) {
    encoder().writeHeaders(context, id, head, 0, end, context.newPromise());
    flushSoon();
  }

  void data(int id, ByteBuf content, boolean end) {
    encoder().writeData(context, id, content, 0, end, context.newPromise());
    flushSoon();
  }

  void reset(int id) {
    resetStream(context, id, Http2Error.INTERNAL_ERROR.code(), context.newPromise());
    flushSoon();
  }

  /** One system call for all that this turn of the loop has to say. */
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

  private void writabilityChanged(Http2Stream stream) {
    Http2Exchange exchange = stream.getProperty(exchangeKey);
    if (exchange != null && exchange.isStream()) {
      context.executor().execute(exchange::writabilityChanged);
    }
  }

  private final class StreamEnds extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      Http2Exchange exchange = stream.getProperty(exchangeKey);
      if (exchange != null) {
        exchange.closed();
      }
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
      Http2Stream stream = connection().stream(id);
      Http2Exchange exchange = stream.getProperty(exchangeKey);
      if (exchange == null) {
        exchange = new Http2Exchange(Http2ClientConnection.this, id, head);
        stream.setProperty(exchangeKey, exchange);
      }
      if (endOfStream) {
        exchange.complete();
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream) {
      int consumed = data.readableBytes() + padding;
      Http2Exchange exchange = connection().stream(id).getProperty(exchangeKey);
      exchange.append(data);
      if (endOfStream) {
        exchange.complete();
      }
      return consumed;
    }
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2ClientConnection, Builder> {
    private final Listener listener;
    private final String user;

    Builder(Listener listener, String user) {
      this.listener = listener;
      this.user = user;
      server(true);
      validateHeaders(false);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(listener.maxStreams())
              .initialWindowSize(STREAM_WINDOW_BYTES));
      gracefulShutdownTimeoutMillis(0);
      // Drivers that give up on requests reset them by the hundred; that is no attack here.
      decoderEnforceMaxRstFramesPerWindow(0, 0);
      encoderEnforceMaxRstFramesPerWindow(0, 0);
    }

    @Override
    protected Http2ClientConnection build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Http2ClientConnection(decoder, encoder, settings, listener, user);
    }

    @Override
    protected Http2ClientConnection build() {
      return super.build();
    }
  }
}
