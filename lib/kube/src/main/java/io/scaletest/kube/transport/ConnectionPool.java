package io.scaletest.kube.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.http2.connection.EmptyFlushFilter;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.wire.x509.CertificateAndKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The connection pool of one server for one purpose, with a FIFO queue of exchanges that wait for a
 * stream.
 *
 * <p>A connection is opened when an exchange finds no stream; the first one with a free stream is
 * used, so there are as few as the load needs. Safe for use by many threads: one lock guards the
 * queue and every {@link StreamBudget}; methods that say "under lock" need it. Nothing here blocks.
 * When a connection cannot be opened and there is no other, everything that waits fails with the
 * reason: the next exchange tries anew.
 */
final class ConnectionPool {
  /** Streams that a server is taken to allow before it has said so; the usual lower end. */
  private static final int STREAMS_EXPECTED = 100;

  private final HttpTransport transport;
  private final Route route;
  private final int connectionLimit;
  private final int streamPercent;

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private final List<PooledConnection> usable = new ArrayList<>();

  @GuardedBy("lock")
  private final List<PooledConnection> open = new ArrayList<>();

  @GuardedBy("lock")
  private int connecting;

  @GuardedBy("lock")
  private int inFlight;

  @GuardedBy("lock")
  private int streamsExpected = STREAMS_EXPECTED;

  /** Whether a connection carries one exchange at a time, as HTTP/1.1's do. */
  @GuardedBy("lock")
  private boolean oneEach;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * The account of one connection's streams: how many are taken and how many there are. Takes the
   * pool's lock, which is reentrant for the pool's own calls.
   */
  final class StreamBudget {
    @GuardedBy("lock")
    private int reserved;

    @GuardedBy("lock")
    private int capacity;

    private boolean reserve() {
      synchronized (lock) {
        if (reserved >= capacity) {
          return false;
        }
        reserved++;
        return true;
      }
    }

    private void release() {
      synchronized (lock) {
        reserved--;
      }
    }

    private int free() {
      synchronized (lock) {
        return Math.max(0, capacity - reserved);
      }
    }

    private void allow(int streams) {
      synchronized (lock) {
        capacity = streams;
      }
    }
  }

  /**
   * @param streamPercent share of a connection's streams to give out
   */
  ConnectionPool(HttpTransport transport, Route route, int connectionLimit, int streamPercent) {
    this.transport = transport;
    this.route = route;
    this.connectionLimit = connectionLimit;
    this.streamPercent = streamPercent;
  }

  HttpTransport transport() {
    return transport;
  }

  ServerAddress server() {
    return route.server();
  }

  Route route() {
    return route;
  }

  /** Starts {@code exchange} as soon as there is a stream for it. */
  void submit(Exchange exchange) {
    String refusal = "";
    boolean connect = false;
    boolean start = false;
    synchronized (lock) {
      if (closed) {
        refusal = HttpTransport.CLOSED_TEXT;
      } else if (waiting.isEmpty() && reserve(exchange, exchange.queuedNs)) {
        start = true;
      } else if (waiting.size() >= transport.limits().waiting()) {
        refusal = waiting.size() + " requests wait for a stream already, which is the limit";
      } else {
        waiting.add(exchange);
        connect = wantsConnection();
      }
    }
    if (start) {
      startOn(exchange);
    } else if (connect) {
      connect();
    } else if (!refusal.isEmpty()) {
      exchange.fail(refusal, transport.ticker().nanos());
    }
  }

  /** Reserves a stream for {@code exchange}, which waited for one; under lock. */
  @GuardedBy("lock")
  private boolean reserve(Exchange exchange) {
    return reserve(exchange, transport.ticker().nanos());
  }

  /** Reserves a stream for {@code exchange} on the first connection that has one; under lock. */
  @GuardedBy("lock")
  private boolean reserve(Exchange exchange, long nowNs) {
    for (int i = 0; i < usable.size(); i++) {
      PooledConnection connection = usable.get(i);
      if (connection.budget().reserve()) {
        inFlight++;
        exchange.assign(connection);
        exchange.streamNs = nowNs;
        return true;
      }
    }
    return false;
  }

  private void startOn(Exchange exchange) {
    PooledConnection connection = exchange.connection();
    if (connection.eventLoop().inEventLoop()) {
      connection.start(exchange);
      return;
    }
    try {
      connection.eventLoop().execute(exchange);
    } catch (RejectedExecutionException e) {
      exchange.fail(HttpTransport.CLOSED_TEXT, transport.ticker().nanos());
    }
  }

  /** Counts a connection to be opened where free streams, now or soon, are too few; under lock. */
  @GuardedBy("lock")
  private boolean wantsConnection() {
    int streamsComing = connecting * streamsExpected;
    for (int i = 0; i < usable.size(); i++) {
      // Free streams of a connection that is open already, which are about to be taken.
      streamsComing += usable.get(i).budget().free();
    }
    boolean wanted =
        !closed && waiting.size() > streamsComing && usable.size() + connecting < connectionLimit();
    if (wanted) {
      connecting++;
    }
    return wanted;
  }

  /**
   * Counts connections to be opened, as {@link #wantsConnection}: of those that carry one exchange
   * each, as many as exchanges wait; under lock.
   */
  @GuardedBy("lock")
  private int connectionsWanted() {
    int wanted = 0;
    while (wantsConnection()) {
      wanted++;
      if (!oneEach) {
        break;
      }
    }
    return wanted;
  }

  /** The most connections: for HTTP/1.1 as many as HTTP/2 would have streams. */
  @GuardedBy("lock")
  private int connectionLimit() {
    return oneEach ? connectionLimit * STREAMS_EXPECTED : connectionLimit;
  }

  private void connect() {
    try {
      beginConnecting();
    } catch (RuntimeException e) {
      // An event loop that was shut down takes no more connections.
      connectFailed(FailureText.of(e));
    }
  }

  private void beginConnecting() {
    Bootstrap bootstrap =
        transport
            .bootstrap()
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    tryToInitialize(channel);
                  }
                });
    if (route.isTunnel()) {
      bootstrap.resolver(NoopAddressResolverGroup.INSTANCE);
    }
    bootstrap
        .connect(route.target())
        .addListener(
            result -> {
              if (!result.isSuccess()) {
                connectFailed(FailureText.of(result.cause()));
              }
            });
  }

  /** What is thrown here would be the server's fault, that of a connection that cannot be had. */
  private void tryToInitialize(Channel channel) {
    try {
      initialize(channel);
    } catch (Throwable thrown) {
      Outbound.close(channel); // which fails the connecting
      transport.faults().handle(ConnectionHandshake.WHERE, thrown);
    }
  }

  private void initialize(Channel channel) {
    WireMeter meter = transport.newMeter();
    channel.pipeline().addLast(meter);
    int limitMs = transport.limits().connectTimeoutMs();
    if (route.isProxyEncrypted()) {
      ServerUrl proxy = route.proxy().orElseThrow();
      SslHandler toProxy =
          transport.proxySslContext().newHandler(channel.alloc(), proxy.host(), proxy.port());
      toProxy.setHandshakeTimeout(limitMs, TimeUnit.MILLISECONDS);
      channel.pipeline().addLast(toProxy);
    }
    if (route.isTunnel()) {
      route.addTunnel(channel, limitMs);
    }
    Optional<SslHandler> tls = Optional.empty();
    if (server().tls()) {
      String name = transport.configuration().serverName().orElse(server().nameInCertificate());
      SslHandler toServer =
          transport.sslContext().newHandler(channel.alloc(), name, server().port());
      toServer.setHandshakeTimeout(limitMs, TimeUnit.MILLISECONDS);
      channel.pipeline().addLast(toServer, new EmptyFlushFilter());
      tls = Optional.of(toServer);
    }
    // Before the handshake: one that meets a new certificate later counts as made with the old one.
    Optional<CertificateAndKey> identity = transport.configuration().credential().identity();
    channel.pipeline().addLast(new ConnectionHandshake(this, meter, tls, identity));
  }

  /** The server speaks HTTP/1.1: what was known of streams does not count. */
  void oneExchangeEach() {
    synchronized (lock) {
      oneEach = true;
      streamsExpected = 1;
    }
  }

  /** The server has said how many streams it allows; the first time, the connection is ready. */
  void streamsAllowed(PooledConnection connection, int streams, boolean first) {
    boolean refused;
    synchronized (lock) {
      streamsExpected = Math.max(1, streams * streamPercent / 100);
      connection.budget().allow(streamsExpected);
      refused = closed;
      if (first) {
        connecting--;
        transport.connectionOpened();
        open.add(connection);
        usable.add(connection);
      }
    }
    if (refused) {
      connection.close(HttpTransport.CLOSED_TEXT);
    } else {
      startWaiting();
    }
  }

  /** Starts the exchanges that find a stream, and opens a connection for the others. */
  private void startWaiting() {
    int connections = 0;
    Exchange next;
    do {
      synchronized (lock) {
        next = waiting.peek();
        if (next != null && reserve(next)) {
          waiting.poll();
        } else {
          connections = next == null ? 0 : connectionsWanted();
          next = null;
        }
      }
      if (next != null) {
        startOn(next);
      }
    } while (next != null);
    for (int i = 0; i < connections; i++) {
      connect();
    }
  }

  /** A connection could not be opened, for {@code why}. */
  void connectFailed(String why) {
    String reason = "cannot connect to " + route + ": " + why;
    List<Exchange> hopeless = List.of();
    synchronized (lock) {
      connecting--;
      if (usable.isEmpty() && connecting == 0) {
        hopeless = new ArrayList<>(waiting);
        waiting.clear();
      }
    }
    long nowNs = transport.ticker().nanos();
    for (Exchange exchange : hopeless) {
      exchange.fail(reason, nowNs);
    }
  }

  /** A stream of {@code connection} has come free. */
  void release(PooledConnection connection) {
    Exchange next = null;
    synchronized (lock) {
      connection.budget().release();
      inFlight--;
      if (!waiting.isEmpty() && reserve(waiting.peek())) {
        next = waiting.poll();
      }
    }
    if (next != null) {
      startOn(next);
    }
  }

  /** {@code exchange} was given to a connection that cannot take it: it is the next to start. */
  void giveBack(PooledConnection connection, Exchange exchange) {
    boolean refused;
    synchronized (lock) {
      usable.remove(connection);
      connection.budget().release();
      inFlight--;
      exchange.assign(null);
      refused = closed;
      if (!refused) {
        waiting.addFirst(exchange);
      }
    }
    if (refused) {
      exchange.fail(HttpTransport.CLOSED_TEXT, transport.ticker().nanos());
    } else {
      startWaiting();
    }
  }

  /** {@code connection} takes no more exchanges. */
  void leaving(PooledConnection connection) {
    replace(connection, false);
  }

  /** {@code connection} is closed. */
  void closed(PooledConnection connection) {
    replace(connection, true);
  }

  private void replace(PooledConnection connection, boolean gone) {
    synchronized (lock) {
      usable.remove(connection);
      if (gone) {
        open.remove(connection);
      }
    }
    startWaiting();
  }

  /** Ends {@code exchange}, wherever it is, from any thread. */
  void cancel(Exchange exchange, String reason) {
    PooledConnection connection;
    synchronized (lock) {
      connection = exchange.connection();
      if (connection == null && !waiting.remove(exchange)) {
        return; // it ends now, for another reason
      }
    }
    if (connection == null) {
      exchange.fail(reason, transport.ticker().nanos());
      return;
    }
    try {
      connection.eventLoop().execute(() -> connection.cancel(exchange, reason));
    } catch (RejectedExecutionException e) {
      // The transport has been closed, which ended the exchange.
    }
  }

  /** Fails exchanges that have waited longer than the request timeout. */
  void failOverdue(long nowNs, long timeoutNs) {
    List<Exchange> overdue = new ArrayList<>(0);
    synchronized (lock) {
      while (!waiting.isEmpty() && waiting.peek().isOverdue(nowNs, timeoutNs)) {
        overdue.add(waiting.poll());
      }
    }
    for (Exchange exchange : overdue) {
      exchange.fail(transport.timeoutText() + ", all of it waiting for a stream", nowNs);
    }
  }

  /**
   * Fails what waits and closes every connection, of which then fails what is under way.
   *
   * @return futures of each connection's end
   */
  List<ChannelFuture> close() {
    Collection<Exchange> left;
    Collection<PooledConnection> connections;
    synchronized (lock) {
      closed = true;
      left = new ArrayList<>(waiting);
      waiting.clear();
      connections = new ArrayList<>(open);
    }
    long nowNs = transport.ticker().nanos();
    for (Exchange exchange : left) {
      exchange.fail(HttpTransport.CLOSED_TEXT, nowNs);
    }
    List<ChannelFuture> gone = new ArrayList<>();
    for (PooledConnection connection : connections) {
      gone.add(connection.gone());
      try {
        connection.eventLoop().execute(() -> connection.close(HttpTransport.CLOSED_TEXT));
      } catch (RejectedExecutionException e) {
        // The transport that lent its event loops was closed before, and the connection with it.
      }
    }
    return gone;
  }

  int openConnections() {
    synchronized (lock) {
      return open.size();
    }
  }

  int inFlight() {
    synchronized (lock) {
      return inFlight;
    }
  }

  int waitingExchanges() {
    synchronized (lock) {
      return waiting.size();
    }
  }
}
