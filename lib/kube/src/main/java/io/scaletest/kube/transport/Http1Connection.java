package io.scaletest.kube.transport;

import static io.scaletest.wire.http.HttpStatus.UNAUTHORIZED;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.scaletest.common.clock.Ticker;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One connection of HTTP/1.1: carries one exchange at a time, with keep-alive. Cancelling an
 * exchange closes the connection: HTTP/1.1 has no other way.
 *
 * <p>Its state belongs to its event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements PooledConnection {
  /** Less than the idle timeout of usual servers and proxies. */
  static final long IDLE_MS = 30_000;

  private static final int LINE_LIMIT_BYTES = 16 << 10;
  private static final int HEADERS_LIMIT_BYTES = 1 << 20;
  private static final int FIRST_FINAL_STATUS = 200;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final ConnectionPool pool;
  private final HttpTransport transport;
  private final Ticker ticker;
  private final RequestHeaders headers;
  private final ConnectionPool.StreamBudget budget;
  private final Optional<CertificateAndKey> identity;

  private ChannelHandlerContext context;
  private Runnable endSweeps = () -> {};
  private Exchange current;
  private String endReason = "";
  private long idleSinceNs;
  private boolean leaving;

  /** Whether it has had an answer before the current one. */
  private boolean used;

  /** Whether any byte of the current answer was received. */
  private boolean answering;

  /** Whether what comes belongs to an answer with a status of 1xx. */
  private boolean interim;

  private boolean keptAlive;

  /**
   * @param identity the certificate it was made with; another one needs another connection
   */
  Http1Connection(ConnectionPool pool, Optional<CertificateAndKey> identity) {
    this.identity = identity;
    this.pool = pool;
    this.budget = pool.new StreamBudget();
    this.transport = pool.transport();
    this.ticker = transport.ticker();
    this.headers = new RequestHeaders(pool.server(), transport.configuration());
  }

  /** Returns what stands before this connection in its pipeline. */
  static ChannelHandler codec() {
    return new HttpClientCodec(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_LIMIT_BYTES)
            .setMaxHeaderSize(HEADERS_LIMIT_BYTES)
            .setMaxChunkSize(Integer.MAX_VALUE)
            .setValidateHeaders(false),
        false,
        false);
  }

  @Override
  public ConnectionPool.StreamBudget budget() {
    return budget;
  }

  @Override
  public EventLoop eventLoop() {
    return (EventLoop) context.executor();
  }

  @Override
  public ChannelFuture gone() {
    return context.channel().closeFuture();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    idleSinceNs = ticker.nanos();
    SocketKind.keepAlive(ctx.channel());
    endSweeps = transport.sweeps().begin(ctx.executor(), this::sweep);
    pool.streamsAllowed(this, 1, true);
  }

  @Override
  public void start(Exchange exchange) {
    if (exchange.isEnded()) {
      pool.release(this); // cancelled before it began
      return;
    }
    try {
      if (!leaving && !identity.equals(transport.configuration().credential().identity())) {
        close("the client certificate was replaced");
      }
      if (leaving || current != null || !context.channel().isActive()) {
        pool.giveBack(this, exchange);
        return;
      }
      current = exchange;
      send(exchange);
    } catch (Throwable thrown) {
      close("not sent: " + thrown); // which ends the exchange, if it has begun
      if (current != exchange && !exchange.isEnded()) {
        exchange.fail("not sent: " + thrown, ticker.nanos());
        pool.release(this);
      }
      transport.faults().handle("the sending of a request", thrown);
    }
  }

  private void send(Exchange exchange) {
    answering = false;
    exchange.sentNs = ticker.nanos();
    exchange.streamId = 1;
    ApiRequest request = exchange.request;
    String path = transport.pathOf(request);
    String target = pool.route().asksProxy() ? pool.server().urlOf(path) : path;
    Outbound.writeAndFlush(
        context,
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(request.method()),
            target,
            Unpooled.wrappedBuffer(request.body()),
            headers.http1(request, pool.route().proxyAuthorization()),
            EmptyHttpHeaders.INSTANCE));
  }

  @Override
  public void cancel(Exchange exchange, String reason) {
    if (exchange.connection() != this) {
      pool.cancel(exchange, reason); // given back meanwhile, and perhaps on another connection now
      return;
    }
    exchange.fail(reason, ticker.nanos());
    if (current == exchange) {
      close(reason);
    }
  }

  @Override
  public void close(String reason) {
    if (endReason.isEmpty()) {
      endReason = reason;
    }
    leaving = true;
    Outbound.close(context.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!(message instanceof HttpObject part)) {
        return;
      }
      if (part.decoderResult().isFailure()) {
        close(
            "the server does not speak HTTP/1.1: " + FailureText.of(part.decoderResult().cause()));
      } else if (current == null || leaving) {
        close("the server sent what nobody asked for");
      } else {
        read(part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(HttpObject part) {
    long nowNs = ticker.nanos();
    if (part instanceof HttpResponse response) {
      head(response, nowNs);
    }
    if (part instanceof HttpContent content && !leaving) {
      if (!interim && content.content().isReadable()) {
        current.onBytesIfOpen(content.content(), nowNs);
      }
      if (content instanceof LastHttpContent) {
        end(nowNs);
      }
    }
  }

  private void head(HttpResponse response, long nowNs) {
    int status = response.status().code();
    answering = true;
    interim = status < FIRST_FINAL_STATUS;
    if (status == SWITCHING_PROTOCOLS) {
      close("the server switches to another protocol, which nobody asked for");
    }
    if (interim) {
      return;
    }
    keptAlive = HttpUtil.isKeepAlive(response);
    if (status == UNAUTHORIZED) {
      transport.configuration().credential().refused();
    }
    if (!current.isEnded()) {
      current.retryAfterS =
          ResponseHeaders.retryAfterS(status, response.headers().get(ResponseHeaders.RETRY_AFTER));
      if (current.request.readsHead()) {
        current.head = ResponseHeaders.all(response.headers());
      }
      current.onHead(status, HttpUtil.getContentLength(response, -1L), nowNs);
    }
  }

  private void end(long nowNs) {
    if (interim) {
      interim = false;
      return;
    }
    Exchange ended = current;
    current = null;
    used = true;
    idleSinceNs = nowNs;
    if (!keptAlive) {
      leaving = true;
      pool.leaving(this);
    }
    // Free before the listener is called, which may send the next request at once.
    pool.release(this);
    if (leaving) {
      close("the server keeps no connection");
    }
    ended.complete(nowNs);
  }

  private void sweep() {
    long nowNs = ticker.nanos();
    long timeoutNs = TimeUnit.MILLISECONDS.toNanos(transport.limits().requestTimeoutMs());
    if (current == null) {
      if (nowNs - idleSinceNs >= TimeUnit.MILLISECONDS.toNanos(IDLE_MS)) {
        leaving = true;
        pool.leaving(this);
        close("nobody used it");
      }
    } else if (current.isOverdue(nowNs, timeoutNs)) {
      cancel(current, transport.timeoutText());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    leaving = true;
    endSweeps.run();
    Exchange left = current;
    current = null;
    pool.closed(this);
    if (left == null) {
      return;
    }
    if (mayBeAskedAgain(left)) {
      pool.giveBack(this, left);
      return;
    }
    try {
      left.lose(
          endReason.isEmpty() ? "the server closed the connection" : endReason, ticker.nanos());
    } finally {
      pool.release(this);
    }
  }

  /**
   * Returns whether a server most likely closed the connection before it knew of the exchange,
   * which changes nothing on the server: so does Go's client, and there is no other way to keep
   * connections.
   */
  private boolean mayBeAskedAgain(Exchange exchange) {
    return used
        && !answering
        && !exchange.isEnded()
        && endReason.isEmpty()
        && exchange.request.method().equals("GET");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (mayBeAskedAgainAfter(cause)) {
      Outbound.close(ctx);
    } else {
      close("connection lost: " + FailureText.of(cause));
      if (FailureText.isFault(cause)) {
        transport.faults().handle(ApiConnection.READING, cause);
      }
    }
  }

  /** A reset counts as a close. */
  private boolean mayBeAskedAgainAfter(Throwable cause) {
    return cause instanceof IOException && current != null && mayBeAskedAgain(current);
  }
}
