package io.scaletest.httperf.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.scaletest.http2.connection.ConnectionSetup;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.httperf.socket.PeerWatch;
import io.scaletest.httperf.transfer.BlockRequest;
import io.scaletest.httperf.transfer.Verbosity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP/2 connection of the server, with its streams of blocks. For its event loop alone. */
final class BlockServerConnection extends Http2ConnectionHandler {
  /** <i>Source:</i> contract. */
  static final int STREAMS_MAX = 10_000;

  /** A client may give up all its streams at once, twice; more is an attack. */
  private static final int RESETS_MAX = 2 * STREAMS_MAX;

  private static final int RESETS_WINDOW_S = 30;

  /** A request is a line and a few fields. */
  private static final int HEADER_BYTES_MAX = 16 * 1024;

  /** Nobody sends us bodies; what a POST brings is thrown away. */
  private static final int RECEIVE_WINDOW_BYTES = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(BlockServerConnection.class);

  private final ServerContext server;
  private final BlockSchedule schedule;
  private final FrameOutput output = new FrameOutput();
  private final Http2Connection.PropertyKey blocksKey;
  private ChannelHandlerContext context;
  private boolean awaitsFlush;

  private BlockServerConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      ServerContext server,
      BlockSchedule schedule) {
    super(decoder, encoder, settings);
    this.server = server;
    this.schedule = schedule;
    this.blocksKey = connection().newKey();
    connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                BlockStream blocks = stream.getProperty(blocksKey);
                if (blocks != null) {
                  blocks.close();
                }
              }
            });
  }

  static BlockServerConnection open(ServerContext server, BlockSchedule schedule) {
    return new Builder(server, schedule).build();
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<BlockServerConnection, Builder> {
    private final ServerContext server;
    private final BlockSchedule schedule;

    Builder(ServerContext server, BlockSchedule schedule) {
      this.server = server;
      this.schedule = schedule;
    }

    @Override
    protected BlockServerConnection build() {
      RequestReader reader = new RequestReader(server);
      // Streams share a connection evenly: no client here asks for priorities.
      connection(ConnectionSetup.evenStreams(true));
      frameListener(reader);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(STREAMS_MAX)
              .maxHeaderListSize(HEADER_BYTES_MAX)
              .initialWindowSize(RECEIVE_WINDOW_BYTES));
      decoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_WINDOW_S);
      gracefulShutdownTimeoutMillis(0);
      BlockServerConnection handler = super.build();
      reader.connection(handler);
      return handler;
    }

    @Override
    protected BlockServerConnection build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new BlockServerConnection(decoder, encoder, settings, server, schedule);
    }
  }

  BlockSchedule schedule() {
    return schedule;
  }

  Verbosity verbosity() {
    return server.verbosity();
  }

  FrameOutput output() {
    return output;
  }

  /** Returns the place in the pipeline that answers are written from. */
  ChannelHandlerContext context() {
    return context;
  }

  /** Returns the most bytes of a DATA frame. */
  int frameBytesMax() {
    return Math.min(
        encoder().configuration().frameSizePolicy().maxFrameSize(), FrameOutput.FRAME_BYTES_MAX);
  }

  /** Begins to answer with blocks; the head was written. */
  void startBlocks(Http2Stream stream, BlockRequest request) {
    var blocks = new BlockStream(this, stream, request, server.transfer(), server.ticker());
    stream.setProperty(blocksKey, blocks);
    blocks.start();
  }

  /** Lets the flow controller ask {@code blocks} for what is due. */
  void offer(Http2Stream stream, BlockStream blocks) {
    encoder().flowController().addFlowControlled(stream, blocks);
  }

  /** The last frame of a stream was written. */
  void ended(Http2Stream stream) {
    closeStreamLocal(stream, context.newSucceededFuture());
  }

  /** Notes that blocks are due; returns whether that is new since the last flush. */
  boolean awaitFlush() {
    boolean isNew = !awaitsFlush;
    awaitsFlush = true;
    return isNew;
  }

  /** Writes what the windows and the socket take. */
  void flushBlocks() {
    awaitsFlush = false;
    flush(context);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    try {
      encoder().flowController().writePendingBytes();
    } catch (Http2Exception e) {
      onError(ctx, true, e);
    }
    output.drain(ctx);
    ctx.flush();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    output.release();
    super.handlerRemoved0(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    PeerWatch.pingIfAsked(this, ctx, event, server.ticker());
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      LOG.debug("{}: {}", ctx.channel().remoteAddress(), cause.toString());
      server.tasks().pipeline(cause);
      Outbound.close(ctx);
    } else {
      super.exceptionCaught(ctx, cause);
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception http2) {
    LOG.debug("{}: {}", ctx.channel().remoteAddress(), cause.getMessage());
    server.tasks().pipeline(cause);
    super.onConnectionError(ctx, outbound, cause, http2);
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException http2) {
    LOG.debug(
        "{}: stream {}: {}", ctx.channel().remoteAddress(), http2.streamId(), cause.getMessage());
    super.onStreamError(ctx, outbound, cause, http2);
  }
}
