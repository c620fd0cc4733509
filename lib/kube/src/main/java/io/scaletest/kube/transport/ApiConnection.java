package io.scaletest.kube.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.scaletest.common.clock.Ticker;
import io.scaletest.http2.connection.ConnectionSetup;
import io.scaletest.http2.connection.ConnectionWriter;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.kube.config.Credential;
import io.scaletest.wire.x509.CertificateAndKey;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/2 connection: starts exchanges on streams and ends them, from the connection's first
 * SETTINGS to its end. A {@link FrameDispatcher} hands them their answers, {@link
 * ConnectionTimeouts} enforces their timeouts.
 *
 * <p>Its state belongs to its event loop, except for what its pool's lock guards.
 */
final class ApiConnection extends Http2ConnectionHandler implements PooledConnection {
  /** Beyond this the numbers of streams are about to run out, and the connection is replaced. */
  private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 1_000_000;

  static final String READING = "the reading of answers";

  private final ConnectionPool pool;
  private final HttpTransport transport;
  private final Ticker ticker;
  private final RequestHeaders headers;
  private final Credential credential;

  /** The certificate it was made with; another one needs another connection. */
  private final Optional<CertificateAndKey> identity;

  private final OpenExchanges exchanges;
  private final ConnectionTimeouts timeLimits;

  private ChannelHandlerContext context;
  private ConnectionWriter writer;
  private String endReason = "";
  private ScheduledFuture<?> settling;
  private boolean settled;
  private boolean leaving;
  private boolean goneAway;

  private final ConnectionPool.StreamBudget budget;

  private ApiConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      ConnectionPool pool,
      WireMeter meter,
      Optional<CertificateAndKey> identity) {
    super(decoder, encoder, settings);
    this.pool = pool;
    this.budget = pool.new StreamBudget();
    this.transport = pool.transport();
    this.ticker = transport.ticker();
    this.credential = transport.configuration().credential();
    this.identity = identity;
    this.headers = new RequestHeaders(pool.server(), transport.configuration());
    this.exchanges = new OpenExchanges(connection());
    this.timeLimits = new ConnectionTimeouts(this, exchanges, transport, meter);
    connection().addListener(new StreamEnds());
    decoder.frameListener(new FrameDispatcher(this, exchanges, transport));
  }

  static ApiConnection create(
      ConnectionPool pool, WireMeter meter, Optional<CertificateAndKey> identity) {
    return ConnectionSetup.client(
        (decoder, encoder, settings) ->
            new ApiConnection(decoder, encoder, settings, pool, meter, identity));
  }

  @Override
  public ConnectionPool.StreamBudget budget() {
    return budget;
  }

  @Override
  public void close(String reason) {
    noteEnd(reason);
    Outbound.close(context.channel());
  }

  /** The first reason counts: what follows is its consequence. */
  private void noteEnd(String reason) {
    if (endReason.isEmpty()) {
      endReason = reason;
    }
  }

  @Override
  public ChannelFuture gone() {
    return context.channel().closeFuture();
  }

  @Override
  public EventLoop eventLoop() {
    return (EventLoop) context.executor();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    writer = new ConnectionWriter(this, ctx);
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
    writer.openWindow();
    long limitMs = transport.limits().connectTimeoutMs();
    settling = ctx.executor().schedule(this::expectSettings, limitMs, TimeUnit.MILLISECONDS);
    timeLimits.start(ctx.executor());
  }

  private void expectSettings() {
    if (!settled) {
      close("the server does not speak HTTP/2: no SETTINGS in time");
    }
  }

  /** {@inheritDoc} On a new stream. */
  @Override
  public void start(Exchange exchange) {
    if (exchange.isEnded()) {
      pool.release(this); // cancelled before it began
      return;
    }
    try {
      send(exchange);
    } catch (Throwable thrown) {
      exchange.fail("not sent: " + thrown, ticker.nanos());
      if (hasStream(exchange)) {
        writer.reset(exchange.streamId, Http2Error.CANCEL);
      } else {
        pool.release(this);
      }
      transport.faults().handle("the sending of a request", thrown);
    }
  }

  private boolean hasStream(Exchange exchange) {
    return exchange.streamId != 0 && exchanges.get(exchange.streamId) == exchange;
  }

  private void send(Exchange exchange) {
    if (!leaving && !identity.equals(credential.identity())) {
      leave();
    }
    int id = connection().local().incrementAndGetNextStreamId();
    if (leaving || !context.channel().isActive() || id < 0) {
      pool.giveBack(this, exchange);
      return;
    }
    if (id > LAST_STREAM_ID) {
      takeNoMore(); // closed when this one has ended, too
    }
    Http2Headers head = headers.of(exchange.request, transport.pathOf(exchange.request));
    byte[] body = exchange.request.body();
    exchange.sentNs = ticker.nanos();
    exchange.streamId = id;
    writer.head(id, head, body.length == 0);
    Http2Stream stream = connection().stream(id);
    if (stream == null) {
      String why = endReason.isEmpty() ? "HTTP/2 stream " + id + " could not be opened" : endReason;
      exchange.fail(why, ticker.nanos());
      pool.release(this);
      return;
    }
    exchanges.put(stream, exchange);
    if (body.length > 0) {
      writer.data(id, Unpooled.wrappedBuffer(body), true);
    }
  }

  /** {@inheritDoc} Resets its stream. */
  @Override
  public void cancel(Exchange exchange, String reason) {
    if (exchange.connection() != this) {
      pool.cancel(exchange, reason); // given back meanwhile, and perhaps on another connection now
      return;
    }
    exchange.fail(reason, ticker.nanos());
    if (hasStream(exchange)) {
      writer.reset(exchange.streamId, Http2Error.CANCEL);
    }
  }

  void ping(long payload) {
    writer.ping(payload);
  }

  void pingAnswered() {
    timeLimits.pingAnswered();
  }

  /**
   * The server has sent SETTINGS; the first ones make the connection ready.
   *
   * @param allowed streams that it allows; null where it does not say
   */
  void settingsRead(Long allowed) {
    int limit = transport.limits().streamsPerConnection();
    if (allowed != null) {
      limit = (int) Math.min(limit, allowed);
    } else if (settled) {
      return;
    }
    boolean first = !settled;
    settled = true;
    settling.cancel(false);
    pool.streamsAllowed(this, limit, first);
  }

  /**
   * The server wants no more requests here.
   *
   * @param reason why, where something is wrong; empty where it leaves in order
   */
  void goAwayRead(String reason) {
    noteEnd(reason);
    goneAway = true;
    leave();
  }

  /** Takes no more exchanges; closes when those under way have ended. */
  private void leave() {
    takeNoMore();
    closeWhenDone();
  }

  private void takeNoMore() {
    if (!leaving) {
      leaving = true;
      pool.leaving(this);
    }
  }

  private void closeWhenDone() {
    if (leaving && exchanges.isEmpty()) {
      close("closed after GOAWAY");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    noteEnd("the server closed the connection");
    leaving = true;
    timeLimits.stop();
    if (settling != null) {
      settling.cancel(false);
    }
    if (settled) {
      pool.closed(this);
    } else {
      settled = true;
      pool.connectFailed(endReason);
    }
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof Http2Exception) {
      super.exceptionCaught(ctx, cause);
      return;
    }
    close("connection lost: " + FailureText.of(cause));
    if (FailureText.isFault(cause)) {
      transport.faults().handle(READING, cause);
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception protocol) {
    String settledWhat = protocol == null ? "connection lost: " : "HTTP/2 protocol error: ";
    String what = settled ? settledWhat : "the server does not speak HTTP/2: ";
    noteEnd(what + FailureText.of(cause));
    super.onConnectionError(ctx, outbound, cause, protocol);
    if (protocol == null && FailureText.isFault(cause)) {
      transport.faults().handle(READING, cause);
    }
  }

  private final class StreamEnds extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      Exchange exchange = exchanges.remove(stream);
      if (exchange == null) {
        return;
      }
      exchange.lose(streamEndReason(), ticker.nanos());
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
}
