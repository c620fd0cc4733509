package io.scaletest.embedded.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import io.scaletest.common.clock.WallClock;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.call.Responder;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.watch.WatchLoop;
import io.scaletest.http2.connection.EmptyFlushFilter;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The server socket and its connections: accepts TLS clients and passes their requests to a
 * handler. Safe for use by many threads.
 */
public final class Listener implements AutoCloseable {
  private static final long CLOSE_LIMIT_MS = 2_000;

  /** Longer than the ten seconds of kube-apiserver: many clients share its processor with it. */
  private static final long HANDSHAKE_LIMIT_MS = 60_000;

  /** Small enough that a slow reader of a watch is noticed before much is queued for it. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private final Settings settings;
  private final RequestHandler handler;
  private final DateField date;
  private final EventLoopGroup loops;
  private final Map<EventExecutor, WatchLoop> watchLoops = new HashMap<>();
  private final Set<OpenConnection> connections = ConcurrentHashMap.newKeySet();
  private Channel channel;
  private volatile int maxStreams;

  /**
   * How it listens.
   *
   * @param host the address to listen on
   * @param port the port; 0 for any free one
   * @param threads event loops that do all the work
   * @param maxStreams streams that one HTTP/2 connection may have open
   * @param identity its certificate
   * @param authority the certificate that clients' certificates must be signed by
   * @param tokenUser whose bearer token one is
   */
  public record Settings(
      String host,
      int port,
      int threads,
      int maxStreams,
      CertificateAndKey identity,
      X509Certificate authority,
      Function<String, Optional<String>> tokenUser) {}

  private Listener(Settings settings, RequestHandler handler, WallClock clock, Faults faults) {
    this.settings = settings;
    this.handler = handler;
    this.date = new DateField(clock);
    this.maxStreams = settings.maxStreams();
    this.loops = SocketKind.best().eventLoops(settings.threads(), "embedded-api-server");
    loops.forEach(loop -> watchLoops.put(loop, new WatchLoop(loop, clock.ticker(), faults)));
  }

  /**
   * Starts to listen.
   *
   * @throws UncheckedIOException with one line that says why, where the port cannot be had
   */
  public static Listener start(
      Settings settings, RequestHandler handler, WallClock clock, Faults faults) {
    Listener listener = new Listener(settings, handler, clock, faults);
    try {
      listener.listen();
    } catch (RuntimeException | Error e) {
      listener.close();
      throw e;
    }
    return listener;
  }

  private static SslHandler handler(SslContext tls, Channel accepted) {
    SslHandler handler = tls.newHandler(accepted.alloc());
    handler.setHandshakeTimeoutMillis(HANDSHAKE_LIMIT_MS);
    return handler;
  }

  private void listen() {
    SslContext tls = ServerTls.context(settings.identity(), settings.authority());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(SocketKind.best().serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 4_096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    accepted
                        .pipeline()
                        .addLast(
                            handler(tls, accepted),
                            new EmptyFlushFilter(),
                            new ProtocolChoice(Listener.this));
                  }
                })
            .bind(settings.host(), settings.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new UncheckedIOException(
          "port: cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + SocketKind.bindFailure(bound.cause())
              + "; choose another, or 0 for any free one",
          new IOException(bound.cause()));
    }
    channel = bound.channel();
  }

  /** Returns the port it listens on. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Returns the {@code Date} of an answer that is sent now. */
  AsciiString date() {
    return date.now();
  }

  RequestHandler handler() {
    return handler;
  }

  int maxStreams() {
    return maxStreams;
  }

  WatchLoop watches(EventExecutor loop) {
    return watchLoops.get(loop);
  }

  Optional<String> userOf(String token) {
    return settings.tokenUser().apply(token);
  }

  void connected(OpenConnection connection) {
    connections.add(connection);
  }

  void disconnected(OpenConnection connection) {
    connections.remove(connection);
  }

  /** Returns how many connections there are. */
  public int connections() {
    return connections.size();
  }

  /** Returns how many watches there are. */
  public int watches() {
    return watchLoops.values().stream().mapToInt(WatchLoop::count).sum();
  }

  /** Sends GOAWAY on each HTTP/2 connection; requests under way are served. */
  public void goAway() {
    connections.forEach(OpenConnection::goAway);
  }

  /** Closes each connection without GOAWAY. */
  public void dropConnections() {
    connections.forEach(OpenConnection::drop);
  }

  /** Ends watches, in order. */
  public void endWatches(Predicate<ObjectCollection> which) {
    watchLoops.values().forEach(loop -> loop.endAll(which));
  }

  /** Allows so many streams on each connection from now on. */
  public void limitStreams(int limit) {
    maxStreams = limit;
    connections.forEach(connection -> connection.limitStreams(limit));
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.close().syncUninterruptibly();
    }
    dropConnections();
    loops
        .shutdownGracefully(0, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * CLOSE_LIMIT_MS);
  }

  /** Serves requests, each on the event loop of its connection: must not block. */
  @FunctionalInterface
  public interface RequestHandler {
    void serve(Request request, Responder responder);
  }
}
