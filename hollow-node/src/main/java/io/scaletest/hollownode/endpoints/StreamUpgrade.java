package io.scaletest.hollownode.endpoints;

import static io.scaletest.hollownode.endpoints.KubeletConnection.TEXT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.scaletest.hollownode.endpoints.CommandSession.Channels;
import io.scaletest.hollownode.endpoints.SpdyStreams.Receiver;
import io.scaletest.hollownode.endpoints.SpdyStreams.Stream;
import io.scaletest.hollownode.pod.PodView;
import io.scaletest.http2.socket.Outbound;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The upgrade of a request for exec, attach or portForward: to WebSocket frames, to SPDY, or to
 * SPDY in WebSocket frames. For its connection's event loop.
 *
 * <p><i>Source:</i> what kube-apiserver 1.36 proxies to a kubelet that declares {@code
 * ExtendWebSocketsToKubelet}, and what kubelets take from older clients ({@code
 * k8s.io/streaming/pkg/httpstream}, {@code k8s.io/cri-streaming}).
 */
final class StreamUpgrade {
  private static final String CLOSING = "v5.channel.k8s.io";
  private static final String CHANNELS = "v4.channel.k8s.io";
  private static final String PORT_FORWARD = "portforward.k8s.io";
  private static final String TUNNEL = "SPDY/3.1+" + PORT_FORWARD;
  private static final String SPDY = "SPDY/3.1";
  private static final String PROTOCOL_VERSION = "X-Stream-Protocol-Version";
  private static final int FRAME_BYTES_MAX = 1 << 20;

  /** Of v5: the byte after it is a channel that the client has closed. */
  private static final byte CLOSE_CHANNEL = (byte) 255;

  private final ChannelHandlerContext ctx;
  private final KubeletConnection connection;
  private final KubeletRequest request;
  private final PodView pod;

  StreamUpgrade(
      ChannelHandlerContext ctx,
      KubeletConnection connection,
      KubeletRequest request,
      PodView pod) {
    this.ctx = ctx;
    this.connection = connection;
    this.request = request;
    this.pod = pod;
  }

  private boolean upgradesTo(String protocol) {
    return request
            .headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && request.headers().contains(HttpHeaderNames.UPGRADE, protocol, true);
  }

  private void refuse(String why) {
    connection.answer(ctx, request, 400, TEXT, why + "\n");
  }

  /** Runs a command in a container; none attaches to it. */
  void command(List<String> command) {
    boolean input = request.flag("input") || request.flag("stdin");
    boolean tty = request.flag("tty");
    if (upgradesTo("websocket")) {
      Optional<String> protocol = webSocket(CLOSING + "," + CHANNELS);
      if (protocol.isPresent()) {
        WebSocketCommand handler = new WebSocketCommand(protocol.get().equals(CLOSING));
        ctx.pipeline().addLast(handler);
        CommandSession session =
            new CommandSession(ctx.executor(), pod.name(), command, tty, handler);
        handler.session = session;
        handler.write(CommandSession.STDOUT, new byte[0]); // says that the connection is there
        session.start(input);
      }
    } else if (upgradesTo(SPDY)) {
      boolean output = request.flag("output") || request.flag("stdout");
      boolean errors = !tty && (request.flag("error") || request.flag("stderr"));
      // One for how it ended; and with a terminal, one for its size.
      int streams = 1 + count(input) + count(output) + count(errors) + count(tty);
      switchToSpdy(CHANNELS, new SpdyCommand(command, tty, input, streams));
    } else {
      refuse("unable to upgrade: missing upgrade headers in request");
    }
  }

  private static int count(boolean wanted) {
    return wanted ? 1 : 0;
  }

  /** Forwards connections to ports of the pod. */
  void portForward() {
    if (upgradesTo("websocket")) {
      if (webSocket(TUNNEL).isPresent()) {
        ctx.pipeline().addLast(new Tunnel());
        addSpdy(ctx.pipeline(), new ForwardedPorts());
      }
    } else if (upgradesTo(SPDY)) {
      switchToSpdy(PORT_FORWARD, new ForwardedPorts());
    } else {
      refuse("unable to upgrade: missing upgrade headers in request");
    }
  }

  /** Switches to WebSocket frames; returns the protocol that was agreed on, empty if none was. */
  private Optional<String> webSocket(String protocols) {
    FullHttpRequest message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.GET,
            request.uri(),
            Unpooled.EMPTY_BUFFER,
            request.headers(),
            EmptyHttpHeaders.INSTANCE);
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(request.uri(), protocols, false, FRAME_BYTES_MAX)
            .newHandshaker(message);
    if (handshaker == null || agreed(protocols).isEmpty()) {
      refuse("unable to upgrade: must be one of the WebSocket protocols " + protocols);
      return Optional.empty();
    }
    ctx.pipeline().remove(connection);
    handshaker
        .handshake(ctx.channel(), message)
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    return Optional.of(handshaker.selectedSubprotocol());
  }

  private Optional<String> agreed(String protocols) {
    List<String> ours = List.of(protocols.split(","));
    return Arrays.stream(
            request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").split(","))
        .map(String::strip)
        .filter(ours::contains)
        .findFirst();
  }

  private void switchToSpdy(String protocol, SpdyStreams.Opened opened) {
    List<String> asked = request.headers().getAll(PROTOCOL_VERSION);
    if (asked.stream().noneMatch(each -> List.of(each.split(", *")).contains(protocol))) {
      connection.answer(
          ctx, request, 403, TEXT, "unable to upgrade: must be the protocol " + protocol + "\n");
      return;
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    response.headers().set(HttpHeaderNames.UPGRADE, SPDY);
    response.headers().set(PROTOCOL_VERSION, protocol);
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.remove(connection);
    addSpdy(pipeline, opened);
    Outbound.writeAndFlush(pipeline.context(HttpObjectAggregator.class), response);
    pipeline.remove(HttpObjectAggregator.class);
    pipeline.remove(HttpServerCodec.class);
  }

  private static void addSpdy(ChannelPipeline pipeline, SpdyStreams.Opened opened) {
    pipeline.addLast(
        new SpdyFrameCodec(SpdyVersion.SPDY_3_1), new SpdyStreams(opened), new Faults());
  }

  /** The end of the pipeline after an upgrade. */
  private static final class Faults extends SimpleChannelInboundHandler<Object> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {}

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      KubeletConnection.broken(ctx, cause);
    }
  }

  private static boolean control(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (frame instanceof PingWebSocketFrame) {
      Outbound.writeAndFlush(ctx, new PongWebSocketFrame(frame.content().retain()));
      return true;
    }
    if (frame instanceof CloseWebSocketFrame) {
      ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
          .addListener(ChannelFutureListener.CLOSE);
      return true;
    }
    return !(frame instanceof BinaryWebSocketFrame);
  }

  /** Exec in WebSocket frames, whose first byte is the channel. */
  private final class WebSocketCommand extends SimpleChannelInboundHandler<WebSocketFrame>
      implements Channels {
    private final boolean closing;
    private CommandSession session;

    /**
     * @param closing whether the client can close a channel by itself
     */
    WebSocketCommand(boolean closing) {
      this.closing = closing;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (control(context, frame) || !frame.content().isReadable()) {
        return;
      }
      ByteBuf content = frame.content();
      byte channel = content.readByte();
      if (channel == CommandSession.STDIN) {
        session.input(ByteBufUtil.getBytes(content));
      } else if (closing && channel == CLOSE_CHANNEL && content.isReadable()) {
        if (content.readByte() == CommandSession.STDIN) {
          session.endInput();
        }
      }
    }

    @Override
    public void write(int channel, byte[] bytes) {
      ByteBuf frame = Unpooled.wrappedBuffer(new byte[] {(byte) channel}, bytes);
      Outbound.writeAndFlush(ctx.channel(), new BinaryWebSocketFrame(frame));
    }

    @Override
    public void end(byte[] status) {
      write(CommandSession.ERROR, status);
      ctx.channel()
          .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
          .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      KubeletConnection.broken(context, cause);
    }
  }

  /** Exec in SPDY: a stream for each channel. */
  private final class SpdyCommand implements SpdyStreams.Opened, Channels {
    private final List<String> command;
    private final boolean tty;
    private final boolean input;
    private final Map<String, Stream> streams = new HashMap<>();
    private final int expected;
    private CommandSession session;

    SpdyCommand(List<String> command, boolean tty, boolean input, int expected) {
      this.command = command;
      this.tty = tty;
      this.input = input;
      this.expected = expected;
    }

    @Override
    public void stream(Stream stream, SpdyHeaders headers) {
      String type = headers.getAsString("streamtype");
      streams.put(type, stream);
      stream.receiver =
          new Receiver() {
            @Override
            public void bytes(byte[] bytes) {
              if (session != null && "stdin".equals(type)) {
                session.input(bytes);
              }
            }

            @Override
            public void end() {
              if (session != null && "stdin".equals(type)) {
                session.endInput();
              }
            }
          };
      if (streams.size() == expected) {
        session = new CommandSession(ctx.executor(), pod.name(), command, tty, this);
        session.start(input);
      }
    }

    @Override
    public void write(int channel, byte[] bytes) {
      Stream stream = streams.get(channel == CommandSession.STDERR ? "stderr" : "stdout");
      if (stream != null && bytes.length > 0) {
        stream.write(bytes);
      }
    }

    @Override
    public void end(byte[] status) {
      Stream error = streams.get("error");
      if (error != null) {
        error.write(status);
      }
      streams.values().forEach(Stream::end);
      ctx.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Pairs of a stream for errors and one for data, each pair a connection to a port. */
  private final class ForwardedPorts implements SpdyStreams.Opened {
    private final Map<String, Stream> errors = new HashMap<>();

    @Override
    public void stream(Stream stream, SpdyHeaders headers) {
      String id = headers.getAsString("requestid");
      if ("error".equals(headers.getAsString("streamtype"))) {
        errors.put(id, stream);
        return;
      }
      Stream error = errors.remove(id);
      stream.receiver =
          new ForwardedPort(
              stream,
              pod.namespace() + "/" + pod.name(),
              headers.getAsString("port"),
              connection.endpoint().node().name(),
              () -> {
                if (error != null) {
                  error.end();
                }
              });
    }
  }

  /** SPDY's bytes to and from WebSocket frames. */
  private static final class Tunnel extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
    @Override
    protected void encode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) {
      out.add(new BinaryWebSocketFrame(bytes.retain()));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) {
      if (!control(ctx, frame)) {
        out.add(frame.content().retain());
      }
    }
  }
}
