package io.scaletest.httperf.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.FastThreadLocal;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.httperf.socket.Connections;
import io.scaletest.httperf.socket.GuardedTasks;
import io.scaletest.httperf.socket.PeerWatch;
import io.scaletest.httperf.tls.TlsContexts;
import io.scaletest.httperf.transfer.Transfer;
import io.scaletest.httperf.transfer.Verbosity;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: listens on a port and answers requests for blocks and pages. */
public final class BlockServer implements AutoCloseable {
  /**
   * The most memory that a connection has queued for its socket; below half of it, more is
   * produced. Smaller ones cost throughput: 1.5 GB/s is a buffer of this size each 0.7 ms.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

  /** Further connections are closed at once. */
  private static final int CONNECTIONS_MAX = 10_000;

  private static final int BACKLOG = 1_024;
  private static final int READ_BYTES = 16 * 1024;

  /** The timeout of a peer that connects and sends nothing. */
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(BlockServer.class);

  private final EventLoopGroup loops;
  private final Channel listener;
  private final Connections connections;
  private final Pages pages;
  private final Setup setup;

  private BlockServer(
      EventLoopGroup loops, Channel listener, Connections connections, Pages pages, Setup setup) {
    this.loops = loops;
    this.listener = listener;
    this.connections = connections;
    this.pages = pages;
    this.setup = setup;
  }

  /**
   * The settings of a server.
   *
   * @param address where to listen; port 0 for any free one
   * @param threads event loops
   * @param peerLimit after which a silent peer's connection is closed
   */
  public record Settings(
      InetSocketAddress address, int threads, SocketKind sockets, Duration peerLimit) {}

  /**
   * Binds a port. Clients that connect are accepted by {@link #open}.
   *
   * @param whenTaken the status with which the tool ends if the port cannot be had
   * @param faults takes what this program, not a peer, does wrong on the server's threads
   */
  public static BlockServer bind(
      Settings settings,
      Transfer transfer,
      PrometheusRegistry registry,
      Ticker ticker,
      Verbosity verbosity,
      ExitStatus whenTaken,
      FaultHandler faults) {
    EventLoopGroup loops = settings.sockets().eventLoops(settings.threads(), "httperf-server");
    var pages = new Pages(registry, faults);
    var connections = new Connections(transfer);
    var context =
        new ServerContext(
            transfer,
            ticker,
            verbosity,
            pages,
            new GuardedTasks("the server's event loop", faults));
    var setup = new Setup(settings, context, connections);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(settings.sockets().serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(READ_BYTES, READ_BYTES, READ_BYTES))
            .option(ChannelOption.AUTO_READ, false)
            .childHandler(setup)
            .bind(settings.address())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var unused = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS); // nothing runs on them
      pages.close();
      throw new ToolException(whenTaken, refusal(settings.address(), bound.cause()), bound.cause());
    }
    bound.channel().pipeline().addLast(new Refusals(connections));
    return new BlockServer(loops, bound.channel(), connections, pages, setup);
  }

  private static String refusal(InetSocketAddress address, Throwable cause) {
    String reason = SocketKind.bindFailure(cause);
    String host = address.getAddress().isAnyLocalAddress() ? "" : address.getHostString() + ":";
    return "listen: "
        + host
        + address.getPort()
        + (reason.startsWith("is taken") ? " " + reason : " cannot be listened on (" + reason + ")")
        + "; choose another, or 0 for any free one";
  }

  /** Returns the port it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Begins to take connections. */
  public void open(SslContext tls) {
    setup.tls = tls;
    listener.config().setAutoRead(true);
  }

  public Connections connections() {
    return connections;
  }

  /** Closes everything, without waiting for the rest of any answer. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    connections.close();
    pages.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** The last handler of the listening socket: it gets the failures of accepting a connection. */
  private static final class Refusals extends ChannelInboundHandlerAdapter {
    private final Connections connections;

    Refusals(Connections connections) {
      this.connections = connections;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      connections.notGiven(cause);
    }
  }

  /** Makes the pipeline of each connection. */
  private static final class Setup extends ChannelInitializer<Channel> {
    private final Settings settings;
    private final ServerContext context;
    private final Connections connections;
    private final FastThreadLocal<BlockSchedule> schedules = new FastThreadLocal<>();
    private volatile SslContext tls;

    Setup(Settings settings, ServerContext context, Connections connections) {
      this.settings = settings;
      this.context = context;
      this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (context.transfer().openConnections() >= CONNECTIONS_MAX) {
        LOG.debug("{}: one connection too many, closed", channel.remoteAddress());
        Outbound.close(channel);
        return;
      }
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addLast(new PeerWatch(settings.peerLimit()));
      TlsContexts.addTo(pipeline, tls.newHandler(channel.alloc()), HANDSHAKE_LIMIT.toMillis());
      pipeline.addLast(new Negotiated());
    }

    private BlockSchedule schedule(Channel channel) {
      BlockSchedule schedule = schedules.get();
      if (schedule == null) {
        schedule = new BlockSchedule(channel.eventLoop(), context.ticker(), context.tasks());
        schedules.set(schedule);
      }
      return schedule;
    }

    /** The ALPN handler: installs the negotiated protocol; none means HTTP/1.1. */
    private final class Negotiated extends ApplicationProtocolNegotiationHandler {
      Negotiated() {
        super(ApplicationProtocolNames.HTTP_1_1);
      }

      @Override
      protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        Channel channel = ctx.channel();
        connections.opened(channel, protocol);
        channel
            .pipeline()
            .addLast(
                protocol.equals(ApplicationProtocolNames.HTTP_2)
                    ? BlockServerConnection.open(context, schedule(channel))
                    : new OldHttpRefusal());
      }

      @Override
      protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("{}: no TLS: {}", ctx.channel().remoteAddress(), cause.toString());
        Outbound.close(ctx);
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("{}: {}", ctx.channel().remoteAddress(), cause.toString());
        context.tasks().pipeline(cause);
        Outbound.close(ctx);
      }
    }
  }
}
