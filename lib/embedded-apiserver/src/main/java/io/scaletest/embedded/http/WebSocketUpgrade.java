package io.scaletest.embedded.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ByteProcessor;
import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.watch.EventSink;
import io.scaletest.http2.socket.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The upgrade of an HTTP/1.1 request to a WebSocket: a watch sends each event as a text frame, any
 * other request is answered as usual. For its connection's event loop alone.
 *
 * <p><i>Source:</i> kube-apiserver's HandleWS: JSON goes in text frames, what the client sends is
 * thrown away, and the connection is closed at the end of the watch.
 */
final class WebSocketUpgrade {
  /** Clients send only small control frames. */
  private static final int CLIENT_FRAME_BYTES_MAX = 64 * 1024;

  private final HttpRequest request;
  private final WebSocketServerHandshaker handshaker;

  private WebSocketUpgrade(HttpRequest request, WebSocketServerHandshaker handshaker) {
    this.request = request;
    this.handshaker = handshaker;
  }

  /** Returns whether a request asks for an upgrade. */
  static boolean isAskedFor(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /** Returns why a request that asks for it cannot have it; empty if it can. */
  static Optional<Answer> refusal(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return Optional.of(
          text(
              426,
              "missing or bad WebSocket version: 13 is spoken\n",
              Map.of(HttpHeaderNames.SEC_WEBSOCKET_VERSION.toString(), "13")));
    }
    if (headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "").isEmpty()) {
      return Optional.of(text(400, "mismatch challenge/response: no key\n", Map.of()));
    }
    if (headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").contains(",")) {
      return Optional.of(text(400, "missing or bad WebSocket-Protocol: one at most\n", Map.of()));
    }
    return Optional.empty();
  }

  private static Answer text(int status, String text, Map<String, String> headers) {
    return new Answer(status, Answer.TEXT, text.getBytes(StandardCharsets.US_ASCII), headers);
  }

  /** Returns the upgrade of a request that is not to be refused. The message is not kept. */
  static WebSocketUpgrade of(HttpRequest message) {
    var request =
        new DefaultFullHttpRequest(
            message.protocolVersion(),
            message.method(),
            message.uri(),
            Unpooled.EMPTY_BUFFER,
            message.headers().copy(),
            EmptyHttpHeaders.INSTANCE);
    // The only protocol that is asked for is the one that is spoken, as kube-apiserver has it.
    String protocol = message.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    var factory =
        new WebSocketServerHandshakerFactory(
            message.uri(), protocol, false, CLIENT_FRAME_BYTES_MAX);
    return new WebSocketUpgrade(request, factory.newHandshaker(request));
  }

  /** Switches to WebSocket frames; returns the sink of events. */
  EventSink begin(ChannelHandlerContext ctx) {
    ctx.pipeline().addLast(new ClientFrames());
    handshaker
        .handshake(ctx.channel(), request)
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    return new Sink(ctx.channel());
  }

  /** Answers the client's pings and close; ignores all other frames. */
  private static final class ClientFrames extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      if (frame instanceof PingWebSocketFrame) {
        Outbound.writeAndFlush(ctx, new PongWebSocketFrame(frame.content().retain()));
      } else if (frame instanceof CloseWebSocketFrame) {
        close(ctx.channel());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      BrokenConnection.close(ctx, cause);
    }
  }

  private static void close(Channel channel) {
    channel
        .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /** Sends each line as a frame. */
  private static final class Sink implements EventSink {
    private final Channel channel;

    Sink(Channel channel) {
      this.channel = channel;
    }

    @Override
    public ByteBufAllocator allocator() {
      return channel.alloc();
    }

    @Override
    public boolean isWritable() {
      return channel.isWritable();
    }

    @Override
    public void send(ByteBuf lines) {
      try {
        while (lines.isReadable()) {
          int end = lines.forEachByte(ByteProcessor.FIND_LF);
          int length = end < 0 ? lines.readableBytes() : end + 1 - lines.readerIndex();
          Outbound.write(channel, new TextWebSocketFrame(lines.readRetainedSlice(length)));
        }
        channel.flush();
      } finally {
        lines.release();
      }
    }

    @Override
    public void end() {
      close(channel);
    }
  }
}
