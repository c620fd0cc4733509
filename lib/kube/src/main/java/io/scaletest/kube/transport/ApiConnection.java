package io.scaletest.kube.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.scaletest.common.clock.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;

/**
 * One HTTP/2 connection: starts exchanges on streams, gives answers to them, watches over their
 * time and over the connection's life.
 *
 * <p>Its state belongs to its event loop, except for what its pool's lock guards.
 */
final class ApiConnection extends Http2ConnectionHandler {
  /** Receive window of one stream; with a small one, each chunk of a large list is a round trip. */
  private static final int STREAM_WINDOW_BYTES = 1 << 20;

  /** Receive window of the whole connection. Bodies are consumed as they come. */
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;

  /** How often limits on time are looked at: they are kept to within this. */
  private static final long SWEEP_MS = 250;

  /** Beyond this the numbers of streams are about to run out, and the connection is replaced. */
  private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 1_000_000;

  private static final long PING_PAYLOAD = 0x7363616c65L;

  private final ConnectionPool pool;
  private final HttpTransport transport;
  private final ServerAddress server;
  private final WireMeter meter;
  private final Ticker ticker;
  private final Http2Connection.PropertyKey exchangeKey;
  private final RequestHeaders headers;

  private ChannelHandlerContext context;
  private ScheduledFuture<?> sweeping;
  private String endReason = "";
  private boolean settled;
  private boolean leaving;
  private boolean goneAway;
  private boolean flushPending;
  private long pingSentNs;
  private boolean pingPending;

  /** Streams given out; guarded by the pool's lock. */
  int reserved;

  /** Streams that may be given out; guarded by the pool's lock. */
  int capacity;

  private ApiConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      ConnectionPool pool,
      WireMeter meter) {
    super(decoder, encoder, settings);
    this.pool = pool;
    this.transport = pool.transport();
    this.server = pool.server();
    this.meter = meter;
    this.ticker = transport.ticker();
    this.headers =
        new RequestHeaders(
            server, transport.configuration().userAgent(), transport.configuration().credential());
    this.exchangeKey = connection().newKey();
    connection().addListener(new StreamEnds());
    decoder.frameListener(new Frames());
  }

  static ApiConnection create(ConnectionPool pool, WireMeter meter) {
    return new Builder(pool, meter).build();
  }

  /** Notes what the TLS handshake agreed on. */
  void negotiated(SSLSession session) {
    transport.negotiated(session.getProtocol(), session.getCipherSuite());
  }

  /** Gives up before the connection could be used. The first reason counts. */
  void abandon(String reason) {
    if (endReason.isEmpty()) {
      endReason = reason;
    }
    if (!settled) {
      settled = true;
      pool.connectFailed("cannot connect to " + server.base() + ": " + endReason);
    }
  }

  /** Closes the connection; what is under way on it fails with {@code reason}. Event loop only. */
  void close(String reason) {
    if (endReason.isEmpty()) {
      endReason = reason;
    }
    context.channel().close();
  }

  /** Returns the future that is done when the connection is gone. */
  ChannelFuture gone() {
    return context.channel().closeFuture();
  }

  EventLoop eventLoop() {
    return (EventLoop) context.executor();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
    if (ctx.channel().isActive()) {
      begin(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx);
    begin(ctx);
  }

  private void begin(ChannelHandlerContext ctx) throws Http2Exception {
    Http2Stream whole = connection().connectionStream();
    int now = connection().local().flowController().windowSize(whole);
    connection().local().flowController().incrementWindowSize(whole, CONNECTION_WINDOW_BYTES - now);
    ctx.flush();
    long limitMs = transport.limits().connectTimeoutMs();
    ctx.executor().schedule(this::expectSettings, limitMs, TimeUnit.MILLISECONDS);
    sweeping =
        ctx.executor().scheduleAtFixedRate(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
  }

  private void expectSettings() {
    if (!settled) {
      close("the server does not speak HTTP/2: no SETTINGS in time");
    }
  }

  /** Starts {@code exchange} on a stream of its own. Event loop only. */
  void start(Exchange exchange) {
    int id = connection().local().incrementAndGetNextStreamId();
    if (leaving || !context.channel().isActive() || id < 0) {
      pool.giveBack(this, exchange);
      return;
    }
    if (id > LAST_STREAM_ID) {
      leave();
    }
    String path = exchange.request.path();
    if (exchange.request.base().isEmpty()) {
      path = transport.configuration().pathPrefix() + path;
    }
    Http2Headers head = headers.of(exchange.request, path);
    byte[] body = exchange.request.body();
    exchange.sentNs = ticker.nanos();
    exchange.streamId = id;
    encoder().writeHeaders(context, id, head, 0, body.length == 0, context.newPromise());
    Http2Stream stream = connection().stream(id);
    if (stream == null) {
      exchange.fail("HTTP/2 stream " + id + " could not be opened", ticker.nanos());
      pool.release(this);
      return;
    }
    stream.setProperty(exchangeKey, exchange);
    if (body.length > 0) {
      ByteBuf content = Unpooled.wrappedBuffer(body);
      encoder().writeData(context, id, content, 0, true, context.newPromise());
    }
    flushSoon();
  }

  /**
   * Flushes once for all that this turn of the event loop starts, so that a burst shares system
   * calls and TLS records.
   */
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

  /** Ends {@code exchange} with a reason and resets its stream. Event loop only. */
  void cancel(Exchange exchange, String reason) {
    exchange.fail(reason, ticker.nanos());
    if (connection().stream(exchange.streamId) != null) {
      resetStream(context, exchange.streamId, Http2Error.CANCEL.code(), context.newPromise());
      flushSoon();
    }
  }

  private void sweep() {
    long nowNs = ticker.nanos();
    pingWhereSilent(nowNs);
    if (connection().numActiveStreams() == 0) {
      return;
    }
    long timeoutNs = TimeUnit.MILLISECONDS.toNanos(transport.limits().requestTimeoutMs());
    List<Exchange> overdue = new ArrayList<>(0);
    try {
      connection()
          .forEachActiveStream(
              stream -> {
                Exchange exchange = stream.getProperty(exchangeKey);
                if (exchange != null && exchange.isOverdue(nowNs, timeoutNs)) {
                  overdue.add(exchange);
                }
                return true;
              });
    } catch (Http2Exception e) {
      close(FailureText.of(e));
    }
    for (Exchange exchange : overdue) {
      cancel(exchange, transport.timeoutText());
    }
  }

  private void pingWhereSilent(long nowNs) {
    TransportLimits limits = transport.limits();
    if (pingPending) {
      if (nowNs - pingSentNs >= TimeUnit.MILLISECONDS.toNanos(limits.pingTimeoutMs())) {
        close("the server did not answer a ping within " + limits.pingTimeoutMs() + " ms");
      }
    } else if (nowNs - meter.lastReadNs() >= TimeUnit.MILLISECONDS.toNanos(limits.pingAfterMs())) {
      pingPending = true;
      pingSentNs = nowNs;
      encoder().writePing(context, false, PING_PAYLOAD, context.newPromise());
      flushSoon();
    }
  }

  /** Takes no more exchanges; closes when those under way have ended. */
  private void leave() {
    if (!leaving) {
      leaving = true;
      pool.leaving(this);
    }
    closeWhenDone();
  }

  private void closeWhenDone() {
    if (leaving && connection().numActiveStreams() == 0) {
      close("closed after GOAWAY");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (endReason.isEmpty()) {
      endReason = "the server closed the connection";
    }
    leaving = true;
    if (sweeping != null) {
      sweeping.cancel(false);
    }
    if (settled) {
      pool.closed(this);
    } else {
      abandon(endReason);
    }
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof Http2Exception) {
      super.exceptionCaught(ctx, cause);
    } else {
      close("connection lost: " + FailureText.of(cause));
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception protocol) {
    if (endReason.isEmpty()) {
      endReason =
          settled
              ? "HTTP/2 protocol error: " + FailureText.of(cause)
              : "the server does not speak HTTP/2: " + FailureText.of(cause);
    }
    super.onConnectionError(ctx, outbound, cause, protocol);
  }

  private final class StreamEnds extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      Exchange exchange = stream.removeProperty(exchangeKey);
      if (exchange == null) {
        return;
      }
      exchange.fail(streamEndReason(), ticker.nanos());
      pool.release(ApiConnection.this);
      closeWhenDone();
    }
  }

  private String streamEndReason() {
    if (!endReason.isEmpty()) {
      return endReason;
    }
    return goneAway
        ? "the server sent GOAWAY and did not take the request"
        : "the server ended the stream early";
  }

  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      Long allowed = settings.maxConcurrentStreams();
      int limit = transport.limits().streamsPerConnection();
      if (allowed != null) {
        limit = (int) Math.min(limit, allowed);
      } else if (settled) {
        return;
      }
      boolean first = !settled;
      settled = true;
      pool.streamsAllowed(ApiConnection.this, limit, first);
    }

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
      Exchange exchange = exchangeOf(id);
      if (exchange == null || exchange.isEnded()) {
        return;
      }
      long nowNs = ticker.nanos();
      CharSequence statusText = head.status();
      if (statusText != null) {
        int status = statusOf(statusText);
        if (status < 200) {
          return;
        }
        if (status == 401) {
          transport.configuration().credential().refused();
        }
        exchange.onHead(status, lengthOf(head), nowNs);
      }
      if (endOfStream) {
        exchange.complete(nowNs);
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream) {
      int consumed = data.readableBytes() + padding;
      Exchange exchange = exchangeOf(id);
      if (exchange != null && !exchange.isEnded()) {
        long nowNs = ticker.nanos();
        if (data.isReadable()) {
          exchange.onBytes(data, nowNs);
        }
        if (endOfStream) {
          exchange.complete(nowNs);
        }
      }
      return consumed;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
      Exchange exchange = exchangeOf(id);
      if (exchange != null) {
        exchange.fail("the server reset the stream: " + errorName(errorCode), ticker.nanos());
      }
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
      if (errorCode != Http2Error.NO_ERROR.code() && endReason.isEmpty()) {
        String debug = FailureText.oneLine(debugData.toString(StandardCharsets.UTF_8));
        endReason = "the server sent GOAWAY: " + errorName(errorCode) + " " + debug;
      }
      goneAway = true;
      leave();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
      pingPending = false;
    }

    private Exchange exchangeOf(int id) {
      Http2Stream stream = connection().stream(id);
      return stream == null ? null : stream.getProperty(exchangeKey);
    }
  }

  private static int statusOf(CharSequence text) {
    int status = 0;
    for (int i = 0; i < text.length(); i++) {
      status = status * 10 + text.charAt(i) - '0';
    }
    return status;
  }

  private static long lengthOf(Http2Headers head) {
    return head.getLong("content-length", -1L);
  }

  private static String errorName(long code) {
    Http2Error error = Http2Error.valueOf(code);
    return error == null ? "error " + code : error.name();
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<ApiConnection, Builder> {
    private final ConnectionPool pool;
    private final WireMeter meter;

    Builder(ConnectionPool pool, WireMeter meter) {
      this.pool = pool;
      this.meter = meter;
      // Every body is sent whole and at once: no need for the default's tree of priorities.
      Http2Connection http2 = new DefaultHttp2Connection(false);
      http2
          .remote()
          .flowController(
              new DefaultHttp2RemoteFlowController(http2, new UniformStreamByteDistributor(http2)));
      connection(http2);
      validateHeaders(false);
      initialSettings(
          Http2Settings.defaultSettings()
              .pushEnabled(false)
              .initialWindowSize(STREAM_WINDOW_BYTES));
      // Object names differ in every path: indexing them would only churn the header tables.
      headerSensitivityDetector(
          (name, value) -> Http2Headers.PseudoHeaderName.PATH.value().contentEquals(name));
      gracefulShutdownTimeoutMillis(0);
    }

    @Override
    protected ApiConnection build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new ApiConnection(decoder, encoder, settings, pool, meter);
    }

    @Override
    protected ApiConnection build() {
      return super.build();
    }
  }
}
