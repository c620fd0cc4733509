package io.scaletest.testkit.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.credentials.Kubeconfig;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Answers like an API server, at once and without knowing anything, unless the test says otherwise:
 * 201 to POST, 200 to the rest, a watch that stays silent.
 *
 * <p>HTTP/2 over TLS on a free port of 127.0.0.1, with an authority of its own; {@link
 * #writeKubeconfig} tells a client all it needs. One event loop does the work. Safe for use by many
 * threads.
 */
public final class ScriptedApiServer implements AutoCloseable {
  /** Bounds each wait for something that a test expects. */
  private static final long WAIT_LIMIT_MS = 180_000;

  private static final long SHUTDOWN_LIMIT_MS = 10_000;

  private static final String LOOPBACK = "127.0.0.1";
  private static final ServerAnswer OK =
      ServerAnswer.of(
          200,
          "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},"
              + "\"items\":[]}",
          Map.of());
  private static final ServerAnswer CREATED =
      ServerAnswer.of(
          201,
          "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"}}",
          Map.of());

  private final Settings settings;
  private final TestAuthority authority;
  private final CertificateAndKey clientCertificate;
  private final SslContext sslContext;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("scripted-api-server", true), NioIoHandler.newFactory());
  private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
  private final List<Stall> stalls = new CopyOnWriteArrayList<>();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<ScriptedWatch> watches = new CopyOnWriteArrayList<>();

  @GuardedBy("log")
  private final List<ReceivedRequest> log = new ArrayList<>();

  private final LongAdder received = new LongAdder();
  private final LongAdder connectionsAccepted = new LongAdder();
  private volatile Channel listener;
  private volatile int port;

  private record Rule(Predicate<ReceivedRequest> which, ServerAnswer answer) {}

  /**
   * How a server is made.
   *
   * @param maxStreams streams that it allows on one connection
   * @param recording whether it keeps each request for the test to read
   * @param names what its certificate names
   * @param expired whether its certificate has expired
   * @param http2 whether it speaks HTTP/2, else HTTP/1.1 alone, with the same answer to everything
   * @param clientCertificates whether a client must show a certificate
   * @param jdkTls whether the JDK encrypts even where BoringSSL is there
   * @param ticker gives the instants of arrival
   */
  public record Settings(
      int maxStreams,
      boolean recording,
      List<String> names,
      boolean expired,
      boolean http2,
      boolean clientCertificates,
      boolean jdkTls,
      Ticker ticker) {

    /** Returns what most tests want: 100 streams, everything recorded, all in order. */
    public static Settings defaults() {
      return new Settings(
          100, true, List.of(LOOPBACK, "localhost"), false, true, true, false, Ticker.system());
    }

    public Settings withMaxStreams(int n) {
      return new Settings(n, recording, names, expired, http2, clientCertificates, jdkTls, ticker);
    }

    /** Returns settings for load: nothing is kept of a request. */
    public Settings withoutRecording() {
      return new Settings(
          maxStreams, false, names, expired, http2, clientCertificates, jdkTls, ticker);
    }

    public Settings withNames(List<String> newNames) {
      return new Settings(
          maxStreams, recording, newNames, expired, http2, clientCertificates, jdkTls, ticker);
    }

    public Settings withExpiredCertificate() {
      return new Settings(
          maxStreams, recording, names, true, http2, clientCertificates, jdkTls, ticker);
    }

    public Settings withoutHttp2() {
      return new Settings(
          maxStreams, recording, names, expired, false, clientCertificates, jdkTls, ticker);
    }

    public Settings withJdkTls() {
      return new Settings(
          maxStreams, recording, names, expired, http2, clientCertificates, true, ticker);
    }

    public Settings withTicker(Ticker newTicker) {
      return new Settings(
          maxStreams, recording, names, expired, http2, clientCertificates, jdkTls, newTicker);
    }
  }

  private ScriptedApiServer(Settings settings) {
    this.settings = settings;
    this.authority = TestAuthority.create(WallClock.anchoredTo(settings.ticker()).now());
    this.clientCertificate = authority.client("tester", "system:masters");
    this.sslContext = ServerTls.context(settings, authority);
  }

  /** Starts a server that answers everything in order. */
  public static ScriptedApiServer start() {
    return start(Settings.defaults());
  }

  /** Starts a server. */
  public static ScriptedApiServer start(Settings settings) {
    ScriptedApiServer server = new ScriptedApiServer(settings);
    server.listen(0);
    return server;
  }

  private void listen(int wantedPort) {
    listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connectionsAccepted.increment();
                    channel
                        .pipeline()
                        .addLast(
                            sslContext.newHandler(channel.alloc()),
                            new ServerGate(ScriptedApiServer.this));
                  }
                })
            .bind(LOOPBACK, wantedPort)
            .syncUninterruptibly()
            .channel();
    port = ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Returns the port it listens on; the same after {@link #comeBack}. */
  public int port() {
    return port;
  }

  /** Returns its URL. */
  public String base() {
    return "https://" + LOOPBACK + ":" + port;
  }

  /** Returns the authority that signed its certificate and signs its clients'. */
  public TestAuthority authority() {
    return authority;
  }

  /** Writes a kubeconfig file with which a client is let in; returns its path. */
  public Path writeKubeconfig(Path folder) {
    Kubeconfig kubeconfig =
        new Kubeconfig(
            "tester",
            clientCertificate,
            authority.own().certificatePem(),
            List.of(URI.create(base())));
    try {
      return Files.writeString(folder.resolve("kubeconfig"), kubeconfig.toYaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives no answer to those requests until the returned stall is released. */
  public Stall stall(Predicate<ReceivedRequest> which) {
    Stall stall = new Stall(this, which);
    stalls.add(stall);
    return stall;
  }

  /** Answers those requests so; among rules that apply, the newest counts. */
  public void answerWith(
      Predicate<ReceivedRequest> which, int status, String body, Map<String, String> headers) {
    rules.add(0, new Rule(which, ServerAnswer.of(status, body, headers)));
  }

  /** Answers those requests so, without further headers. */
  public void answerWith(Predicate<ReceivedRequest> which, int status, String body) {
    answerWith(which, status, body, Map.of());
  }

  /** Takes back every answer given with {@link #answerWith}. */
  public void answerAsUsual() {
    rules.clear();
  }

  /** Returns the watches of {@code path} (without a query), for the test to feed. */
  public ScriptedWatch watch(String path) {
    ScriptedWatch watch = new ScriptedWatch(this, path);
    watches.add(watch);
    return watch;
  }

  /** Closes each connection at once, without a word; new ones are welcome. */
  public void dropConnections() {
    connections.forEach(connection -> connection.onLoop(connection::drop));
  }

  /**
   * Sends GOAWAY on each connection, as a Go server that shuts down in order: what is under way,
   * and what crosses it on the wire, is answered.
   */
  public void goAway() {
    connections.forEach(
        connection -> connection.onLoop(() -> connection.sendGoAway(Integer.MAX_VALUE)));
  }

  /** Sends GOAWAY on each connection, disowning every request that is under way. */
  public void goAwayFromAll() {
    connections.forEach(connection -> connection.onLoop(() -> connection.sendGoAway(0)));
  }

  /** Reads nothing more from each connection, like a host that has lost its network. */
  public void freezeConnections() {
    connections.forEach(connection -> connection.onLoop(connection::freeze));
  }

  /** Stops listening and drops each connection, like a server that was killed. */
  public void goDown() {
    listener.close().syncUninterruptibly();
    dropConnections();
    await("closed connections", () -> connections.isEmpty());
  }

  /** Listens again on the same port. */
  public void comeBack() {
    listen(port);
  }

  /** Returns what has come so far, the first first; empty where it does not record. */
  public List<ReceivedRequest> requests() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** Returns how many such requests have come so far, of those recorded. */
  public long count(Predicate<ReceivedRequest> which) {
    return requests().stream().filter(which).count();
  }

  /** Returns how many requests have come so far, recorded or not. */
  public long received() {
    return received.sum();
  }

  /** Returns how many connections have been accepted so far. */
  public long connectionsAccepted() {
    return connectionsAccepted.sum();
  }

  /** Waits (three minutes at most) until {@code n} requests have come. */
  public void awaitReceived(long n) {
    await("requests", () -> received() >= n);
  }

  @Override
  public void close() {
    if (listener.isOpen()) {
      goDown();
    }
    group.shutdownGracefully(0, SHUTDOWN_LIMIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  int maxStreams() {
    return settings.maxStreams();
  }

  boolean records() {
    return settings.recording();
  }

  void connected(ServerConnection connection) {
    connections.add(connection);
    changed();
  }

  void disconnected(ServerConnection connection) {
    connections.remove(connection);
    changed();
  }

  void streamClosed(ServerConnection connection, int streamId) {
    for (ScriptedWatch watch : watches) {
      watch.closed(connection, streamId);
    }
    if (!watches.isEmpty()) {
      changed();
    }
  }

  void handle(ServerConnection connection, int id, Http2Headers head, ByteArrayOutputStream body) {
    received.increment();
    if (!settings.recording()) {
      connection.answer(id, "POST".contentEquals(head.method()) ? CREATED : OK);
      return;
    }
    ReceivedRequest request =
        new ReceivedRequest(
            head.method().toString(),
            head.path().toString(),
            ServerConnection.headersOf(head),
            body.toByteArray(),
            settings.ticker().nanos());
    synchronized (log) {
      log.add(request);
    }
    ServerExchange exchange = new ServerExchange(connection, id, request);
    boolean held = false;
    for (Stall stall : stalls) {
      held = held || stall.hold(exchange);
    }
    if (!held) {
      answerAtOnce(exchange);
    }
    changed();
  }

  void answerAtOnce(ServerExchange exchange) {
    ReceivedRequest request = exchange.request();
    for (Rule rule : rules) {
      if (rule.which().test(request)) {
        exchange.answer(rule.answer());
        return;
      }
    }
    for (ScriptedWatch watch : watches) {
      if (watch.takes(exchange)) {
        return;
      }
    }
    if (isWatch(request)) {
      exchange.openStream(200);
    } else {
      exchange.answer(request.method().equals("POST") ? CREATED : OK);
    }
  }

  static boolean isWatch(ReceivedRequest request) {
    return request.method().equals("GET") && request.path().matches(".*[?&]watch=(1|true)(&.*)?");
  }

  private void changed() {
    synchronized (log) {
      log.notifyAll();
    }
  }

  /** Waits until {@code condition}, which changes only with what the server does. */
  void await(String what, BooleanSupplier condition) {
    Ticker ticker = Ticker.system();
    long endNs = ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(WAIT_LIMIT_MS);
    synchronized (log) {
      while (!condition.getAsBoolean()) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - ticker.nanos());
        if (leftMs <= 0) {
          throw new AssertionError("waited " + WAIT_LIMIT_MS + " ms in vain for " + what);
        }
        try {
          log.wait(Math.min(leftMs, 100));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError("interrupted while waiting for " + what, e);
        }
      }
    }
  }
}
