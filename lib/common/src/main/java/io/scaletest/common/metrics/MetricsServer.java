package io.scaletest.common.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.live.LivePage;
import io.scaletest.common.profiling.ProfilingPage;
import io.scaletest.common.profiling.ProfilingPages;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;

/**
 * Serves {@code /metrics} and {@code /debug/pprof/} on every address of the machine, like the
 * original, and at {@code /} the page of the running run, until it is closed. Its threads never
 * keep the process alive.
 *
 * <p>A tool may take commands there, by POST to a path of its own.
 *
 * <p>The JDK's server does not report that a client has disconnected: its recording runs to the
 * end, and others are refused until then.
 */
public final class MetricsServer implements AutoCloseable {
  /** The port that means: serve no metrics. */
  public static final int OFF = -1;

  private static final String METRICS_PATH = "/metrics";
  private static final String LIVE_PATH = "/";
  private static final String LIVE_EVENTS_PATH = "/" + LivePage.EVENTS;
  private static final String TEXT = "text/plain; charset=utf-8";

  /** A few scrapers and people at once; one thread may be recording for minutes. */
  private static final int THREADS = 4;

  /** Requests beyond this find their connection closed. */
  private static final int WAITING_REQUESTS = 32;

  /** A command is a few lines; keeps a mistaken upload harmless. */
  private static final int COMMAND_BYTES_MAX = 64 * 1024;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final PrometheusRegistry registry;
  private final FaultHandler faults;
  private final ProfilingPages profiling = new ProfilingPages();
  private final LivePage live;

  @GuardedBy("this")
  private MetricsPage metrics; // made at the first scrape

  private volatile Optional<Command> command = Optional.empty();

  private record Command(String path, Function<String, Answer> action) {}

  /** An answer to a command, for people: of one line where it is refused. */
  public record Answer(int status, String text) {}

  private MetricsServer(HttpServer server, PrometheusRegistry registry, FaultHandler faults) {
    this.server = server;
    this.registry = registry;
    this.faults = faults;
    live = new LivePage(faults);
    threads = PageThreads.of("metrics", THREADS, WAITING_REQUESTS);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Starts a server, if there is to be one.
   *
   * @param optionName the option that gave the port, for messages
   * @param port 0 for any free one, {@link #OFF} for none
   * @param whenTaken the status with which the tool ends if the port cannot be had
   * @param faults takes what making a page throws; the request is answered with status 500
   * @throws ToolException with {@code whenTaken}, or as usage error if it is no port number
   */
  public static Optional<MetricsServer> start(
      String optionName,
      int port,
      ExitStatus whenTaken,
      PrometheusRegistry registry,
      FaultHandler faults) {
    OptionRule.requirePort(optionName, port, OFF);
    return port == OFF
        ? Optional.empty()
        : Optional.of(start(optionName, new InetSocketAddress(port), whenTaken, registry, faults));
  }

  static MetricsServer start(
      String optionName,
      InetSocketAddress address,
      ExitStatus whenTaken,
      PrometheusRegistry registry,
      FaultHandler faults) {
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new ToolException(whenTaken, refusal(optionName, address.getPort(), e), e);
    }
    var started = new MetricsServer(server, registry, faults);
    started.startDispatcher();
    return started;
  }

  private static String refusal(String optionName, int port, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    return optionName
        + ": "
        + port
        + (reason.contains("in use")
            ? " is taken on this machine"
            : " cannot be listened on (" + reason + ")")
        + "; choose another, or -1 for none";
  }

  /**
   * The server's own thread inherits whether it keeps the process alive from the one starting it.
   */
  private void startDispatcher() {
    Thread starter = PageThreads.daemon(server::start, "metrics-start");
    starter.start();
    boolean interrupted = false;
    while (starter.isAlive()) {
      try {
        starter.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Answers POSTs to {@code path} from now on by {@code action}, which takes their bodies, and is
   * called on the server's threads.
   */
  public void onPost(String path, Function<String, Answer> action) {
    command = Optional.of(new Command(path, action));
  }

  /** Returns the port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Returns the page of the running run, which shows none as long as it is not told one. */
  public LivePage live() {
    return live;
  }

  /**
   * Ends a running recording, all connections and the threads. Calling it again changes nothing.
   */
  @Override
  public void close() {
    live.close();
    profiling.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    boolean followed = false;
    try {
      followed = isForLiveEvents(exchange) && follow(exchange);
      if (!followed) {
        answer(exchange);
      }
    } finally {
      if (!followed) {
        exchange.close();
      }
    }
  }

  private static boolean isForLiveEvents(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("GET")
        && exchange.getRequestURI().getPath().equals(LIVE_EVENTS_PATH);
  }

  /** Returns whether the exchange is a viewer's now; a thread of its own writes and closes it. */
  private boolean follow(HttpExchange exchange) throws IOException {
    if (!live.hasRoom()) {
      return false;
    }
    exchange.getResponseHeaders().set("Content-Type", LivePage.EVENTS_TYPE);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    if (!live.follow(exchange.getResponseBody(), exchange::close)) {
      exchange.close();
    }
    return true;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().getPath();
      Optional<Command> commanded = command.filter(known -> known.path().equals(path));
      if (commanded.isPresent()) {
        command(exchange, method, commanded.get());
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        sendText(exchange, 405, "only GET and HEAD\n");
      } else if (path.equals(LIVE_PATH)) {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, 200, "text/html; charset=utf-8", LivePage.html());
      } else if (path.equals(LIVE_EVENTS_PATH)) {
        sendText(exchange, 503, "no room for another viewer\n");
      } else if (path.equals(METRICS_PATH)) {
        sendMetrics(exchange);
      } else if (ProfilingPages.owns(path)) {
        sendProfiling(exchange, path);
      } else {
        sendText(exchange, 404, "there are /, /metrics and " + ProfilingPages.PREFIX + "\n");
      }
    } catch (RuntimeException | Error thrown) {
      faults.handle("a page of metrics", thrown);
      if (exchange.getResponseCode() < 0) {
        sendText(exchange, 500, "this page cannot be made: " + thrown + "\n");
      }
    }
  }

  private static void command(HttpExchange exchange, String method, Command command)
      throws IOException {
    if (!method.equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      sendText(exchange, 405, "only POST\n");
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(COMMAND_BYTES_MAX + 1);
    if (body.length > COMMAND_BYTES_MAX) {
      sendText(exchange, 413, "at most " + COMMAND_BYTES_MAX + " bytes\n");
      return;
    }
    Answer answer = command.action().apply(new String(body, StandardCharsets.UTF_8));
    sendText(exchange, answer.status(), answer.text());
  }

  private void sendMetrics(HttpExchange exchange) throws IOException {
    String accept = exchange.getRequestHeaders().getOrDefault("Accept", List.of()).toString();
    MetricsPage.Content content = metrics().content(accept);
    send(exchange, 200, content.contentType(), content.body());
  }

  private synchronized MetricsPage metrics() {
    if (metrics == null) {
      metrics = new MetricsPage(registry);
    }
    return metrics;
  }

  private void sendProfiling(HttpExchange exchange, String path) throws IOException {
    try (ProfilingPage page = profiling.page(path, exchange.getRequestURI().getRawQuery())) {
      page.headers().forEach(exchange.getResponseHeaders()::set);
      if (startsBody(exchange, page.status(), page.length())) {
        page.writeTo(exchange.getResponseBody());
      }
    }
  }

  private static void sendText(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    if (startsBody(exchange, status, body.length)) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Sends the headers; returns whether a body of {@code length} bytes follows. */
  private static boolean startsBody(HttpExchange exchange, int status, long length)
      throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
      exchange.sendResponseHeaders(status, -1);
      return false;
    }
    // The server's API reads 0 as "unknown" and -1 as "none".
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    return length > 0;
  }
}
