package io.scaletest.httperf.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.httperf.socket.PeerWatch;
import io.scaletest.httperf.tls.TlsContexts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A FIFO queue of requests and the connection that sends them, which is opened again when it is
 * lost or when the server takes no more on it (GOAWAY). For its event loop alone.
 */
final class ReconnectingConnection implements EstablishedConnection.Owner {
  private static final int CONNECT_LIMIT_MS = 10_000;
  private static final long RECONNECT_MS = 1_000;

  /** Requests that wait for the connection or for a free stream; more fail at once. */
  private static final int WAITING_MAX = 10_000;

  /** The limit of attempts of a request that the server leaves unprocessed. */
  private static final int TIMES_SENT_MAX = 5;

  private static final int READ_BYTES_MIN = 16 * 1024;
  private static final int READ_BYTES_START = 128 * 1024;
  private static final int READ_BYTES_MAX = 512 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ReconnectingConnection.class);

  private final ClientContext client;
  private final EventLoop loop;
  private final Deque<BlockExchange> waiting = new ArrayDeque<>();

  /** Draining connections: after GOAWAY, while answers are under way. */
  private final List<EstablishedConnection> leaving = new ArrayList<>();

  private EstablishedConnection current; // null while there is none
  private boolean opened;
  private boolean closing;

  ReconnectingConnection(ClientContext client) {
    this.client = client;
    this.loop = client.loops().next();
  }

  EventLoop loop() {
    return loop;
  }

  /** Connects, and connects again whenever the connection is lost, until closed. */
  void connect() {
    if (closing) {
      return;
    }
    ServerUrl base = client.plan().base();
    var attempt = new Attempt();
    new Bootstrap()
        .group(loop)
        .channel(client.sockets().channel())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_LIMIT_MS)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_START, READ_BYTES_MAX))
        .handler(attempt)
        .connect(base.host(), base.port())
        .addListener(
            (ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                connected
                    .channel()
                    .closeFuture()
                    .addListener(closed -> client.tasks().guarded(attempt::ended).run());
              } else {
                attempt.failure = "connecting failed: " + connected.cause().getMessage();
                client.tasks().guarded(attempt::ended).run();
              }
            });
  }

  private void connectLater() {
    client.tasks().schedule(loop, this::connect, RECONNECT_MS);
  }

  /** Sends a request as soon as there are a connection and a free stream. */
  void request(BlockExchange exchange) {
    client.transfer().streamOpened();
    if (waiting.size() >= WAITING_MAX || closing) {
      exchange.fail(closing ? "the client ends" : "too many requests wait for a stream");
      return;
    }
    waiting.add(exchange);
    streamFree();
  }

  @Override
  public void streamFree() {
    EstablishedConnection connection = current;
    boolean sent = false;
    while (connection != null && !waiting.isEmpty() && connection.canOpenStream()) {
      BlockExchange exchange = waiting.poll();
      if (client.verbosity().targets()) {
        LOG.info("Requesting {}", exchange.request().target(client.plan().base().path()));
      }
      connection.send(exchange);
      sent = true;
    }
    if (sent) {
      connection.flush();
    }
  }

  @Override
  public void leaving(EstablishedConnection connection, List<BlockExchange> untouched) {
    if (connection == current) {
      current = null;
      leaving.add(connection);
      LOG.debug(
          "{}: {}; what is under way goes on, the rest goes over a new connection",
          client.plan().base(),
          connection.failure());
      if (connection.hasAnswered()) {
        connect();
      } else {
        connectLater();
      }
    }
    for (int i = untouched.size() - 1; i >= 0; i--) {
      BlockExchange exchange = untouched.get(i);
      if (exchange.timesSent() < TIMES_SENT_MAX) {
        waiting.addFirst(exchange);
      } else {
        exchange.fail(connection.failure());
      }
    }
    streamFree();
  }

  /** Returns whether there ever was a connection that could carry requests. */
  boolean hasOpened() {
    return opened;
  }

  /** Gives up what is not answered yet and closes. */
  void close() {
    closing = true;
    leaving.forEach(EstablishedConnection::close);
    if (current != null) {
      current.close();
    } else {
      failWaiting("the client ends");
    }
  }

  private void failWaiting(String reason) {
    List<BlockExchange> failed = new ArrayList<>(waiting);
    waiting.clear();
    failed.forEach(exchange -> exchange.fail(reason));
  }

  /** One connection, from the attempt to make it until it is closed. */
  private final class Attempt extends ChannelInitializer<Channel> {
    private EstablishedConnection established; // null until TLS has agreed on HTTP/2
    private String failure = "the connection was lost";

    @Override
    protected void initChannel(Channel channel) {
      ServerUrl base = client.plan().base();
      channel.pipeline().addLast(new PeerWatch(client.plan().peerLimit()));
      TlsContexts.addTo(
          channel.pipeline(),
          client.tls().newHandler(channel.alloc(), base.host(), base.port()),
          CONNECT_LIMIT_MS);
      channel.pipeline().addLast(new Negotiated(this));
    }

    private void established(ChannelHandlerContext ctx, String protocol) {
      client.connections().opened(ctx.channel(), protocol);
      established = EstablishedConnection.open(client, ReconnectingConnection.this, ctx);
      current = established;
      opened = true;
      streamFree();
    }

    private void failed(ChannelHandlerContext ctx, Throwable cause) {
      client.tasks().pipeline(cause);
      failed(ctx, String.valueOf(cause.getMessage()));
    }

    private void failed(ChannelHandlerContext ctx, String reason) {
      failure = reason;
      Outbound.close(ctx);
    }

    /** Fails the requests without an answer, and opens another connection. */
    private void ended() {
      String reason = established == null ? failure : established.failure();
      boolean replaced = established != null && leaving.remove(established);
      if (established == current) {
        current = null;
      }
      if (!replaced && !closing) {
        LOG.error("{}: {}", client.plan().base(), reason);
        connectLater();
      }
      if (established != null) {
        established.takeUnanswered().forEach(exchange -> exchange.fail(reason));
      }
      if (!replaced) {
        failWaiting(reason);
      }
    }
  }

  /** The ALPN handler: continues if the server speaks HTTP/2. */
  private static final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final Attempt attempt;

    Negotiated(Attempt attempt) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.attempt = attempt;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        attempt.established(ctx, protocol);
      } else {
        attempt.failed(ctx, "the server does not speak HTTP/2");
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      attempt.failed(ctx, "no TLS: " + cause.getMessage());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      attempt.failed(ctx, cause);
    }
  }
}
