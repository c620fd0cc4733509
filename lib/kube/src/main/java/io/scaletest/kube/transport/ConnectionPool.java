package io.scaletest.kube.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The connections to one server for one purpose, and the exchanges that wait for a stream on one of
 * them, first come, first served.
 *
 * <p>A connection is opened when an exchange finds no stream; the first one with a free stream is
 * used, so there are as few as the load needs. When a connection cannot be opened and there is no
 * other, everything that waits fails with the reason: the next exchange tries anew.
 */
final class ConnectionPool {
  /** Streams that a server is taken to allow before it has said so; the usual lower end. */
  private static final int STREAMS_EXPECTED = 100;

  private final HttpTransport transport;
  private final ServerAddress server;
  private final int connectionLimit;
  private final int streamPercent;

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private final List<ApiConnection> usable = new ArrayList<>();

  @GuardedBy("lock")
  private final List<ApiConnection> open = new ArrayList<>();

  @GuardedBy("lock")
  private int connecting;

  @GuardedBy("lock")
  private int inFlight;

  @GuardedBy("lock")
  private int streamsExpected = STREAMS_EXPECTED;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * @param streamPercent share of a connection's streams to give out
   */
  ConnectionPool(
      HttpTransport transport, ServerAddress server, int connectionLimit, int streamPercent) {
    this.transport = transport;
    this.server = server;
    this.connectionLimit = connectionLimit;
    this.streamPercent = streamPercent;
  }

  HttpTransport transport() {
    return transport;
  }

  ServerAddress server() {
    return server;
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
      ApiConnection connection = usable.get(i);
      if (connection.reserved < connection.capacity) {
        connection.reserved++;
        inFlight++;
        exchange.assign(connection);
        exchange.streamNs = nowNs;
        return true;
      }
    }
    return false;
  }

  private static void startOn(Exchange exchange) {
    ApiConnection connection = exchange.connection();
    if (connection.eventLoop().inEventLoop()) {
      connection.start(exchange);
    } else {
      connection.eventLoop().execute(exchange);
    }
  }

  /** Counts a connection to be opened where free streams, now or soon, are too few; under lock. */
  @GuardedBy("lock")
  private boolean wantsConnection() {
    int streamsComing = connecting * streamsExpected;
    for (int i = 0; i < usable.size(); i++) {
      // Free streams of a connection that is open already, which are about to be taken.
      streamsComing += Math.max(0, usable.get(i).capacity - usable.get(i).reserved);
    }
    boolean wanted =
        !closed && waiting.size() > streamsComing && usable.size() + connecting < connectionLimit;
    if (wanted) {
      connecting++;
    }
    return wanted;
  }

  private void connect() {
    ChannelFuture future =
        transport
            .bootstrap()
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initialize(channel);
                  }
                })
            .connect(server.host(), server.port());
    future.addListener(
        result -> {
          if (!result.isSuccess()) {
            connectFailed(
                "cannot connect to " + server.base() + ": " + FailureText.of(result.cause()));
          }
        });
  }

  private void initialize(Channel channel) {
    WireMeter meter = transport.newMeter();
    ApiConnection connection = ApiConnection.create(this, meter);
    channel.pipeline().addLast(meter);
    if (!server.tls()) {
      channel.pipeline().addLast(connection);
      return;
    }
    SslContext context = transport.sslContext();
    String name = transport.configuration().serverName().orElse(server.host());
    SslHandler tls = context.newHandler(channel.alloc(), name, server.port());
    tls.setHandshakeTimeout(transport.limits().connectTimeoutMs(), TimeUnit.MILLISECONDS);
    channel.pipeline().addLast(tls, new ConnectionGate(connection, tls));
  }

  /** The server has said how many streams it allows; the first time, the connection is ready. */
  void streamsAllowed(ApiConnection connection, int streams, boolean first) {
    boolean refused;
    synchronized (lock) {
      connection.capacity = Math.max(1, streams * streamPercent / 100);
      streamsExpected = connection.capacity;
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

  /** Starts what finds a stream, and opens a connection where some do not. */
  private void startWaiting() {
    boolean connect = false;
    Exchange next;
    do {
      synchronized (lock) {
        next = waiting.peek();
        if (next != null && reserve(next)) {
          waiting.poll();
        } else {
          connect = next != null && wantsConnection();
          next = null;
        }
      }
      if (next != null) {
        startOn(next);
      }
    } while (next != null);
    if (connect) {
      connect();
    }
  }

  /** A connection could not be opened. */
  void connectFailed(String reason) {
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
  void release(ApiConnection connection) {
    Exchange next = null;
    synchronized (lock) {
      connection.reserved--;
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
  void giveBack(ApiConnection connection, Exchange exchange) {
    synchronized (lock) {
      usable.remove(connection);
      connection.reserved--;
      inFlight--;
      exchange.assign(null);
      waiting.addFirst(exchange);
    }
    startWaiting();
  }

  /** {@code connection} takes no more exchanges. */
  void leaving(ApiConnection connection) {
    replace(connection, false);
  }

  /** {@code connection} is gone. */
  void closed(ApiConnection connection) {
    replace(connection, true);
  }

  private void replace(ApiConnection connection, boolean gone) {
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
    ApiConnection connection;
    synchronized (lock) {
      connection = exchange.connection();
      if (connection == null && !waiting.remove(exchange)) {
        return;
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

  /** Fails what has waited for longer than a request may take. */
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
   * @return when each of the connections is gone
   */
  List<ChannelFuture> close() {
    Collection<Exchange> left;
    Collection<ApiConnection> connections;
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
    for (ApiConnection connection : connections) {
      gone.add(connection.gone());
      connection.eventLoop().execute(() -> connection.close(HttpTransport.CLOSED_TEXT));
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
