package io.scaletest.embedded.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.scaletest.http2.connection.ConnectionSetup;
import io.scaletest.http2.connection.ConnectionWriter;
import io.scaletest.http2.connection.UnprioritizedFrames;

/**
 * A connection of HTTP/2: reads requests from its streams and writes their answers. Its state
 * belongs to its event loop.
 */
final class Http2ClientConnection extends Http2ConnectionHandler implements OpenConnection {
  private final Listener listener;
  private final String user;
  private final Http2Connection.PropertyKey exchangeKey;
  private ChannelHandlerContext context;
  private ConnectionWriter writer;

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
    return ConnectionSetup.server(
        listener.maxStreams(),
        (decoder, encoder, settings) ->
            new Http2ClientConnection(decoder, encoder, settings, listener, user));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    writer = new ConnectionWriter(this, ctx);
    super.handlerAdded(ctx);
    writer.openWindow();
    listener.connected(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    listener.disconnected(this);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    BrokenConnection.close(ctx, cause);
  }

  @Override
  public void goAway() {
    // As a Go server that shuts down in order: what crosses this on the wire is served.
    writer.onLoop(() -> writer.goAway(Integer.MAX_VALUE));
  }

  @Override
  public void drop() {
    writer.onLoop(writer::close);
  }

  @Override
  public void limitStreams(int limit) {
    writer.onLoop(() -> writer.settings(new Http2Settings().maxConcurrentStreams(limit)));
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

  /** Returns what answers are written with. */
  ConnectionWriter writer() {
    return writer;
  }

  boolean isWritable(int id) {
    Http2Stream stream = connection().stream(id);
    return stream != null && encoder().flowController().isWritable(stream);
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

  private final class Frames extends UnprioritizedFrames {
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
}
