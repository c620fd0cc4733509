package io.scaletest.kube.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.OpenSslClientContext;
import io.netty.handler.ssl.SslContext;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.common.pacing.ThreadPacer;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport over HTTP/2 on TLS, and over HTTP/1.1 where a server offers no better or there is
 * no TLS; direct or through a proxy, as the configuration says.
 *
 * <p>Requests and watches have separate connections, unless the limits say otherwise, so that no
 * number of watches takes the streams of a request. Safe for use by many threads; {@link #send} and
 * {@link #stream} never block. Nothing is retried, redirected or throttled here; a status of 429 or
 * 503 is an answer like others. Connections are opened when they are first needed, and again after
 * they broke. Every wait is bounded by {@link TransportLimits}.
 */
public final class HttpTransport implements ApiTransport {
  static final String CLOSED_TEXT = "the transport is closed";
  static final String HTTP_2 = "HTTP/2";
  static final String HTTP_1_1 = "HTTP/1.1";

  private static final String ONE_AT_A_TIME = ": each connection carries one request at a time";

  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  /** Watches leave some streams free, for a server counts a stream that just ended a bit longer. */
  private static final int WATCH_STREAM_PERCENT = 80;

  private static final int REQUEST_STREAM_PERCENT = 100;
  private static final long CLOSE_LIMIT_MS = 5_000;

  private final ClientConfiguration configuration;
  private final TransportLimits limits;
  private final Ticker ticker;
  private final ReplyObserver observer;
  private final FaultHandler faults;
  private final SslContext sslContext;

  @GuardedBy("this")
  private SslContext proxySslContext;

  private final SocketKind sockets;
  private final EventLoopGroup group;
  private final boolean groupIsOurs;
  private final Sweeps sweeps;
  private final Runnable endSweeps;
  private final Bootstrap bootstrap;
  private final ServerAddress configured;
  private final Pools configuredPools;
  private final Map<String, Pools> pools = new ConcurrentHashMap<>();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private final LongAdder connectionsOpened = new LongAdder();

  /** Routes that are logged already; shared by transports on the same event loops. */
  private final Set<String> told;

  private volatile String spoken = "";
  private volatile String tlsProtocol = "";
  private volatile String tlsCipher = "";
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The two budgets of one server, which may be one. */
  private record Pools(ConnectionPool requests, ConnectionPool watches) {
    boolean areOne() {
      return requests == watches;
    }
  }

  private HttpTransport(
      ClientConfiguration configuration,
      TransportLimits limits,
      Ticker ticker,
      ReplyObserver observer,
      FaultHandler faults,
      SslContext sslContext,
      Optional<HttpTransport> host) {
    this.configuration = configuration;
    this.limits = limits;
    this.ticker = ticker;
    this.observer = observer;
    this.faults = faults;
    this.sslContext = sslContext;
    this.told = host.map(other -> other.told).orElseGet(ConcurrentHashMap::newKeySet);
    this.sockets = SocketKind.best();
    this.groupIsOurs = host.isEmpty();
    this.group =
        host.map(other -> other.group)
            .orElseGet(() -> sockets.eventLoops(limits.eventLoops(), "kube-io"));
    this.bootstrap =
        new Bootstrap()
            .group(group)
            .channel(sockets.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.connectTimeoutMs());
    this.configured = ServerAddress.of(configuration.base());
    this.configuredPools = newPools(configured);
    pools.put(configured.base(), configuredPools);
    this.sweeps = host.map(other -> other.sweeps).orElseGet(() -> new Sweeps(faults));
    this.endSweeps = sweeps.begin(group.next(), this::sweep);
  }

  /** Opens a transport without an observer. No connection is made yet. */
  public static HttpTransport open(
      ClientConfiguration configuration, TransportLimits limits, Ticker ticker, FaultHandler faults)
      throws ConfigurationException {
    return open(configuration, limits, ticker, ReplyObserver.NONE, faults);
  }

  /**
   * Opens a transport. No connection is made yet.
   *
   * @param observer called at every request's end
   * @param faults takes what listeners, observer and the transport itself throw
   * @throws ConfigurationException where TLS cannot use the configuration's certificates
   */
  public static HttpTransport open(
      ClientConfiguration configuration,
      TransportLimits limits,
      Ticker ticker,
      ReplyObserver observer,
      FaultHandler faults)
      throws ConfigurationException {
    SslContext sslContext = ClientTls.client(configuration, limits.tls());
    return new HttpTransport(
        configuration, limits, ticker, observer, faults, sslContext, Optional.empty());
  }

  /**
   * Opens a transport to the same server as the same user, with separate connections on this one's
   * event loops, so that thousands of clients need no thread and no TLS of their own. It works as
   * long as this one is open.
   *
   * @param ownLimits its bounds; the number of event loops has no effect
   */
  public HttpTransport openBeside(TransportLimits ownLimits) {
    return beside(configuration, ownLimits, sslContext);
  }

  /**
   * Opens a transport as {@link #openBeside(TransportLimits)} does, with a configuration and TLS of
   * its own.
   *
   * @throws ConfigurationException where TLS cannot use the configuration's certificates
   */
  public HttpTransport openBeside(ClientConfiguration ownConfiguration, TransportLimits ownLimits)
      throws ConfigurationException {
    return beside(ownConfiguration, ownLimits, ClientTls.client(ownConfiguration, ownLimits.tls()));
  }

  private HttpTransport beside(
      ClientConfiguration ownConfiguration, TransportLimits ownLimits, SslContext context) {
    return new HttpTransport(
        ownConfiguration, ownLimits, ticker, observer, faults, context, Optional.of(this));
  }

  @Override
  public Pacer pacer(String threadName, Pacer.Step step, FaultHandler stepFaults) {
    return sockets == SocketKind.EPOLL
        ? new EventLoopPacer(group.next(), ticker, step, stepFaults)
        : new ThreadPacer(threadName, ticker, step, stepFaults);
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    long queuedNs = ticker.nanos();
    ConnectionPool pool = pools(request).requests();
    RequestExchange exchange =
        new RequestExchange(
            request, queuedNs, pool, listener, observer, faults, limits.bodyBytes());
    pool.submit(exchange);
    return exchange;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    long queuedNs = ticker.nanos();
    ConnectionPool pool = pools(request).watches();
    WatchExchange exchange = new WatchExchange(request, queuedNs, pool, listener, observer, faults);
    pool.submit(exchange);
    return exchange;
  }

  private Pools pools(ApiRequest request) {
    if (request.base().isEmpty()) {
      return configuredPools;
    }
    Pools named =
        pools.computeIfAbsent(request.base().get(), base -> newPools(ServerAddress.of(base)));
    if (closed.get()) {
      named.requests().close();
      named.watches().close();
    }
    return named;
  }

  private Pools newPools(ServerAddress server) {
    Route route = Route.to(server, configuration);
    ConnectionPool requests =
        new ConnectionPool(this, route, limits.requestConnections(), REQUEST_STREAM_PERCENT);
    ConnectionPool watches =
        limits.watchConnections() == 0
            ? requests
            : new ConnectionPool(this, route, limits.watchConnections(), WATCH_STREAM_PERCENT);
    return new Pools(requests, watches);
  }

  private List<ConnectionPool> allPools() {
    List<ConnectionPool> all = new ArrayList<>();
    for (Pools each : pools.values()) {
      all.add(each.requests());
      if (!each.areOne()) {
        all.add(each.watches());
      }
    }
    return all;
  }

  private void sweep() {
    long nowNs = ticker.nanos();
    long timeoutNs = TimeUnit.MILLISECONDS.toNanos(limits.requestTimeoutMs());
    for (ConnectionPool pool : allPools()) {
      pool.failOverdue(nowNs, timeoutNs);
    }
  }

  /** Returns what the transport is doing now. */
  public TransportStats stats() {
    int requestConnections = 0;
    int watchConnections = 0;
    int requests = 0;
    int watches = 0;
    int waiting = 0;
    for (Pools each : pools.values()) {
      requestConnections += each.requests().openConnections();
      requests += each.requests().inFlight();
      waiting += each.requests().waitingExchanges();
      if (!each.areOne()) {
        watchConnections += each.watches().openConnections();
        watches += each.watches().inFlight();
        waiting += each.watches().waitingExchanges();
      }
    }
    return new TransportStats(
        requestConnections,
        watchConnections,
        requests,
        watches,
        waiting,
        connectionsOpened.sum(),
        bytesRead.sum(),
        bytesWritten.sum(),
        tlsProtocol,
        tlsCipher,
        sslContext instanceof OpenSslClientContext ? "BoringSSL" : "JDK",
        spoken,
        proxy().orElse(""));
  }

  private Optional<String> proxy() {
    return configuredPools.requests().route().proxy().map(ServerUrl::toString);
  }

  @Override
  public Map<String, String> way() {
    Map<String, String> way = new LinkedHashMap<>();
    if (!spoken.isEmpty()) {
      way.put("protocol", spoken);
    }
    proxy().ifPresent(url -> way.put("proxy", url));
    return way;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List<ChannelFuture> gone = new ArrayList<>();
    for (ConnectionPool pool : allPools()) {
      gone.addAll(pool.close());
    }
    endSweeps.run();
    awaitAll(gone);
    if (!groupIsOurs) {
      return;
    }
    var end = group.shutdownGracefully(0, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS);
    end.awaitUninterruptibly(CLOSE_LIMIT_MS);
  }

  /**
   * An event loop that shuts down may leave a connection open, and exchanges on it without an end.
   */
  private void awaitAll(List<ChannelFuture> gone) {
    long endNs = ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(CLOSE_LIMIT_MS);
    for (ChannelFuture each : gone) {
      each.awaitUninterruptibly(Math.max(0, endNs - ticker.nanos()), TimeUnit.NANOSECONDS);
    }
  }

  ClientConfiguration configuration() {
    return configuration;
  }

  TransportLimits limits() {
    return limits;
  }

  FaultHandler faults() {
    return faults;
  }

  Ticker ticker() {
    return ticker;
  }

  SslContext sslContext() {
    return sslContext;
  }

  /** Returns the timers of all transports on these event loops. */
  Sweeps sweeps() {
    return sweeps;
  }

  Bootstrap bootstrap() {
    return bootstrap.clone();
  }

  WireMeter newMeter() {
    return new WireMeter(ticker, bytesRead, bytesWritten);
  }

  void connectionOpened() {
    connectionsOpened.increment();
  }

  void negotiated(SSLSession session) {
    tlsProtocol = session.getProtocol();
    tlsCipher = session.getCipherSuite();
  }

  /**
   * A connection speaks {@code protocol}: what is not the usual is said once. Of others than the
   * configured server, as of a kubelet that is asked whether it is ready, nobody measures anything.
   */
  void speaks(Route route, String protocol) {
    spoken = protocol;
    boolean usual = protocol.equals(HTTP_2) && route.proxy().isEmpty();
    if (!usual && told.add(protocol + route)) {
      String by = protocol + (protocol.equals(HTTP_2) ? "" : ONE_AT_A_TIME);
      if (route.server().equals(configured)) {
        LOG.info("Connected to {} by {}", route, by);
      } else {
        LOG.debug("Connected to {} by {}", route, by);
      }
    }
  }

  /** Returns the TLS to proxies, which know nothing of HTTP/2. */
  synchronized SslContext proxySslContext() {
    if (proxySslContext == null) {
      try {
        proxySslContext = ClientTls.proxy(configuration, limits.tls());
      } catch (ConfigurationException e) {
        throw new IllegalStateException("certificates served for the API server's TLS", e);
      }
    }
    return proxySslContext;
  }

  /** Returns the path of {@code request} as its server knows it. */
  String pathOf(ApiRequest request) {
    return request.base().isEmpty() ? configuration.pathPrefix() + request.path() : request.path();
  }

  String timeoutText() {
    return "no answer within " + limits.requestTimeoutMs() + " ms";
  }
}
