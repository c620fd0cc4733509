package io.scaletest.httperf.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.scaletest.http2.connection.ErrorName;
import io.scaletest.http2.connection.UnprioritizedFrames;
import io.scaletest.httperf.socket.PeerWatch;
import io.scaletest.httperf.tls.TlsHandlers;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the server, made again when it is lost. Touched by its event loop alone.
 *
 * <p>Windows are large and told about rarely: what has come was taken already, so nothing is held
 * back by them, and nothing is buffered for them either.
 */
final class ClientConnection {
  /** A stream alone is not held back on a path of 5 Gbit/s and 100 ms. */
  static final int STREAM_WINDOW_BYTES = 64 * 1024 * 1024;

  /** The largest that there is. */
  static final int CONNECTION_WINDOW_BYTES = Integer.MAX_VALUE;

  private static final int STREAM_CREDIT_BYTES = STREAM_WINDOW_BYTES / 4;
  private static final int CONNECTION_CREDIT_BYTES = STREAM_WINDOW_BYTES / 2;

  /** What our server makes of it is its own affair. */
  private static final int FRAME_BYTES_MAX = 1024 * 1024;

  private static final int HTTPS_PORT = 443;
  private static final int CONNECT_LIMIT_MS = 10_000;
  private static final long RECONNECT_MS = 1_000;

  /** Requests that wait for the connection or for a free stream; more fail at once. */
  private static final int WAITING_MAX = 10_000;

  private static final int READ_BYTES_MIN = 16 * 1024;
  private static final int READ_BYTES_START = 128 * 1024;
  private static final int READ_BYTES_MAX = 512 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final ClientContext client;
  private final EventLoop loop;
  private final Deque<Exchange> waiting = new ArrayDeque<>();
  private final IntObjectMap<Exchange> exchanges = new IntObjectHashMap<>();
  private ClientCodec codec;
  private ChannelHandlerContext dataContext;
  private long unacknowledgedBytes;
  private boolean closing;
  private String lastFailure = "not connected";

  ClientConnection(ClientContext client) {
    this.client = client;
    this.loop = client.loops().next();
  }

  EventLoop loop() {
    return loop;
  }

  /** Connects, and connects again whenever the connection is lost, until closed. */
  void connect() {
    URI base = client.plan().base();
    int port = base.getPort() < 0 ? HTTPS_PORT : base.getPort();
    new Bootstrap()
        .group(loop)
        .channel(client.sockets().channel())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_LIMIT_MS)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_START, READ_BYTES_MAX))
        .handler(new Setup())
        .connect(base.getHost(), port)
        .addListener(
            (ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                connected.channel().closeFuture().addListener(closed -> lost());
              } else {
                lastFailure = "connecting failed: " + connected.cause().getMessage();
                lost();
              }
            });
  }

  private void lost() {
    codec = null;
    dataContext = null;
    if (!closing) {
      LOG.error("{}: {}", client.plan().base(), lastFailure);
      loop.schedule(this::connectAgain, RECONNECT_MS, TimeUnit.MILLISECONDS);
    }
    List<Exchange> failed = new ArrayList<>(exchanges.values());
    failed.addAll(waiting);
    exchanges.clear();
    waiting.clear();
    String reason = lastFailure;
    lastFailure = "the connection was lost";
    failed.forEach(exchange -> exchange.fail(reason));
  }

  private void connectAgain() {
    if (!closing) {
      connect();
    }
  }

  /** Sends a request as soon as there are a connection and a free stream. */
  void request(Exchange exchange) {
    client.transfer().streamOpened();
    if (waiting.size() >= WAITING_MAX || closing) {
      exchange.fail(closing ? "the client ends" : "too many requests wait for a stream");
      return;
    }
    waiting.add(exchange);
    sendWaiting();
  }

  private void sendWaiting() {
    boolean sent = false;
    while (codec != null && !waiting.isEmpty() && codec.connection().local().canOpenStream()) {
      send(waiting.poll());
      sent = true;
    }
    if (sent) {
      codec.flush(codec.context());
    }
  }

  private void send(Exchange exchange) {
    String target = exchange.request().target(client.plan().base().getRawPath());
    if (client.verbosity().targets()) {
      LOG.info("Requesting {}", target);
    }
    Http2Headers head =
        new DefaultHttp2Headers()
            .method("GET")
            .scheme("https")
            .authority(client.plan().base().getRawAuthority())
            .path(target)
            .set("user-agent", "scaletest httperf");
    ChannelHandlerContext ctx = codec.context();
    int streamId = codec.connection().local().incrementAndGetNextStreamId();
    exchange.sent(client.ticker().nanos());
    exchanges.put(streamId, exchange);
    codec
        .encoder()
        .writeHeaders(ctx, streamId, head, 0, true, ctx.newPromise())
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                end(streamId, "the request was not sent: " + written.cause().getMessage());
              }
            });
  }

  private void end(int streamId, String failure) {
    Exchange exchange = exchanges.remove(streamId);
    if (exchange == null) {
      return;
    }
    if (failure.isEmpty()) {
      exchange.end(client.verbosity(), client.ticker().nanos());
    } else {
      exchange.fail(failure);
    }
    sendWaiting();
  }

  /** Gives up what is not answered yet and closes. */
  void close() {
    closing = true;
    if (codec != null) {
      codec.context().close();
    }
  }

  /** Takes the data and gives credit for it. */
  private final class Receiver implements DataFrames.Sink {
    @Override
    public void data(int streamId, ByteBuf data, int length, int flowBytes) {
      unacknowledgedBytes += flowBytes;
      if (unacknowledgedBytes >= CONNECTION_CREDIT_BYTES) {
        writeWindowUpdate(Http2CodecUtil.CONNECTION_STREAM_ID, (int) unacknowledgedBytes);
        unacknowledgedBytes = 0;
      }
      Exchange exchange = exchanges.get(streamId);
      if (exchange != null) {
        long nowNs = client.ticker().nanos();
        exchange.body(data, length, flowBytes, nowNs, client.transfer(), client.verbosity());
        int credit = exchange.takeCredit(STREAM_CREDIT_BYTES);
        if (credit > 0) {
          writeWindowUpdate(streamId, credit);
        }
      }
    }

    @Override
    public void dataEnd(int streamId) {
      Http2Stream stream = codec.connection().stream(streamId);
      if (stream != null) {
        codec.closeStreamRemote(stream, codec.context().newSucceededFuture());
      }
      end(streamId, "");
    }
  }

  /** Past the codec, which does not know what has come. */
  private void writeWindowUpdate(int streamId, int bytes) {
    ByteBuf frame = dataContext.alloc().buffer(DataFrames.HEAD_BYTES + Integer.BYTES);
    frame.writeMedium(Integer.BYTES);
    frame.writeByte(Http2FrameTypes.WINDOW_UPDATE);
    frame.writeByte(0);
    frame.writeInt(streamId);
    frame.writeInt(bytes);
    dataContext.write(frame, dataContext.voidPromise());
  }

  /** Takes what is not data. */
  private final class Listener extends UnprioritizedFrames {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endOfStream) {
      Exchange exchange = exchanges.get(streamId);
      if (exchange != null && headers.status() != null) {
        exchange.head(headers.status(), client.ticker().nanos());
      }
      if (endOfStream) {
        end(streamId, "");
      }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
      end(streamId, "the server reset the stream: " + ErrorName.of(errorCode));
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
      lastFailure = "the server said GOAWAY: " + ErrorName.of(errorCode);
      ctx.close();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      sendWaiting();
    }
  }

  /** Makes the pipeline. */
  private final class Setup extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      URI base = client.plan().base();
      channel.pipeline().addLast(new PeerWatch(client.plan().peerLimit()));
      TlsHandlers.add(
          channel.pipeline(),
          client.tls().newHandler(channel.alloc(), base.getHost(), HTTPS_PORT),
          CONNECT_LIMIT_MS);
      channel.pipeline().addLast(new Negotiated());
    }
  }

  /** Goes on if the server speaks HTTP/2. */
  private final class Negotiated extends ApplicationProtocolNegotiationHandler {
    Negotiated() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (!protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        lastFailure = "the server does not speak HTTP/2";
        ctx.close();
        return;
      }
      client.connections().opened(ctx.channel(), protocol);
      Http2Settings settings =
          Http2Settings.defaultSettings()
              .pushEnabled(false)
              .initialWindowSize(STREAM_WINDOW_BYTES)
              .maxFrameSize(FRAME_BYTES_MAX);
      var dataFrames = new DataFrames(new Receiver());
      ClientCodec made = ClientCodec.of(new Listener(), settings, client.ticker());
      ctx.pipeline().addLast(dataFrames).addLast(made);
      codec = made;
      dataContext = ctx.pipeline().context(dataFrames);
      writeWindowUpdate(
          Http2CodecUtil.CONNECTION_STREAM_ID,
          CONNECTION_WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
      ctx.flush();
      sendWaiting();
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      lastFailure = "no TLS: " + cause.getMessage();
      ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      lastFailure = String.valueOf(cause.getMessage());
      ctx.close();
    }
  }
}
