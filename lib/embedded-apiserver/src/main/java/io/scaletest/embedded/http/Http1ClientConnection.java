package io.scaletest.embedded.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.call.Responder;
import io.scaletest.embedded.watch.EventSink;
import io.scaletest.embedded.watch.Watch;
import io.scaletest.embedded.watch.WatchLoop;
import io.scaletest.http2.socket.Outbound;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection of HTTP/1.1: serves one request at a time; pipelined ones are queued. Its state
 * belongs to its event loop.
 */
final class Http1ClientConnection extends SimpleChannelInboundHandler<FullHttpRequest>
    implements OpenConnection {
  /** The limit of pipelined requests; no client of this API pipelines as many. */
  private static final int MAX_WAITING = 64;

  private final Listener listener;
  private final String user;
  private final Deque<Http1Exchange> waiting = new ArrayDeque<>();
  private ChannelHandlerContext context;

  Http1ClientConnection(Listener listener, String user) {
    this.listener = listener;
    this.user = user;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    listener.connected(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    listener.disconnected(this);
    if (!waiting.isEmpty()) {
      waiting.peek().closed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    BrokenConnection.close(ctx, cause);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!waiting.isEmpty() && ctx.channel().isWritable()) {
      waiting.peek().writable();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    if (message.decoderResult().isFailure() || waiting.size() >= MAX_WAITING) {
      Outbound.close(ctx);
      return;
    }
    Request request =
        RequestHeads.request(
            listener,
            user,
            message.method().name(),
            message.uri(),
            name -> header(message, name),
            ByteBufUtil.getBytes(message.content()));
    waiting.add(
        new Http1Exchange(request, HttpUtil.isKeepAlive(message), webSocket(message, request)));
    if (waiting.size() == 1) {
      serve(waiting.peek());
    }
  }

  /** Over a WebSocket events are JSON, whatever else their client would take. */
  private static String header(FullHttpRequest message, String name) {
    boolean jsonOnly = name.equals("accept") && WebSocketUpgrade.isAskedFor(message);
    return jsonOnly ? "" : message.headers().get(name, "");
  }

  private static Optional<HttpRequest> webSocket(FullHttpRequest message, Request request) {
    if (!request.method().equals("GET") || !WebSocketUpgrade.isAskedFor(message)) {
      return Optional.empty();
    }
    return Optional.of(
        new DefaultHttpRequest(
            message.protocolVersion(), message.method(), message.uri(), message.headers()));
  }

  private void serve(Http1Exchange exchange) {
    Optional<Answer> refusal = exchange.upgrade.flatMap(WebSocketUpgrade::refusal);
    if (refusal.isPresent()) {
      exchange.answer(refusal.get());
    } else {
      listener.handler().serve(exchange.request, exchange);
    }
  }

  private void answered(Http1Exchange exchange) {
    waiting.remove(exchange);
    if (!exchange.keepAlive) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else if (!waiting.isEmpty()) {
      // On the next turn: recursion over a long pipeline would overflow the stack.
      context.executor().execute(this::serveNext);
    }
  }

  private void serveNext() {
    if (!waiting.isEmpty()) {
      serve(waiting.peek());
    }
  }

  @Override
  public void goAway() {
    // HTTP/1.1 has no such thing.
  }

  @Override
  public void drop() {
    context.executor().execute(() -> Outbound.close(context.channel()));
  }

  @Override
  public void limitStreams(int limit) {
    // There is one.
  }

  /** One request and its answer. */
  private final class Http1Exchange implements Responder, EventSink {
    private final Request request;
    private final boolean keepAlive;
    private final Optional<HttpRequest> upgrade;
    private Watch watch;
    private boolean ended;

    Http1Exchange(Request request, boolean keepAlive, Optional<HttpRequest> upgrade) {
      this.request = request;
      this.keepAlive = keepAlive;
      this.upgrade = upgrade;
    }

    @Override
    public void answer(Answer answer) {
      if (ended) {
        return;
      }
      ended = true;
      boolean head = request.method().equals("HEAD");
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(answer.status()),
              head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
      response.headers().set(HttpHeaderNames.DATE, listener.date());
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
      answer.headers().forEach((name, value) -> response.headers().set(name, value));
      HttpUtil.setKeepAlive(response, keepAlive);
      Outbound.writeAndFlush(context, response);
      answered(this);
    }

    @Override
    public EventSink beginStream(String contentType) {
      if (upgrade.isPresent()) {
        return WebSocketUpgrade.of(upgrade.get()).begin(context);
      }
      HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
      response.headers().set(HttpHeaderNames.DATE, listener.date());
      HttpUtil.setTransferEncodingChunked(response, true);
      Outbound.writeAndFlush(context, response);
      return this;
    }

    @Override
    public void fedBy(Watch newWatch) {
      watch = newWatch;
      if (!context.channel().isActive()) {
        watch.cancel();
      }
    }

    void writable() {
      if (watch != null) {
        watch.writable();
      }
    }

    void closed() {
      ended = true;
      if (watch != null) {
        watch.cancel();
      }
    }

    @Override
    public void reset() {
      Outbound.close(context.channel());
    }

    @Override
    public void later(long delayNs, Runnable task) {
      BrokenConnection.onFailure(
          context, context.executor().schedule(task, delayNs, TimeUnit.NANOSECONDS));
    }

    @Override
    public WatchLoop watches() {
      return listener.watches(context.executor());
    }

    @Override
    public ByteBufAllocator allocator() {
      return context.alloc();
    }

    @Override
    public boolean isWritable() {
      return context.channel().isWritable();
    }

    @Override
    public void send(ByteBuf lines) {
      Outbound.writeAndFlush(context, new DefaultHttpContent(lines));
    }

    @Override
    public void end() {
      if (!ended) {
        ended = true;
        Outbound.writeAndFlush(context, LastHttpContent.EMPTY_LAST_CONTENT);
        answered(this);
      }
    }
  }
}
