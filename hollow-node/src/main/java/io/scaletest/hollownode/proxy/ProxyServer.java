package io.scaletest.hollownode.proxy;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.OK;
import static io.scaletest.wire.http.HttpStatus.UNAVAILABLE;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The HTTP server of a kube-proxy's health or metrics port: one for all of the process, on a thread
 * of its own.
 */
final class ProxyServer implements AutoCloseable {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  private record Page(int status, String type, String body) {}

  private ProxyServer(HttpServer server) {
    this.server = server;
  }

  /** Starts the server of {@code /healthz} and {@code /livez}, on every address. */
  static ProxyServer health(
      String option, int port, ProxyFigures figures, WallClock wallClock, ExitStatus whenTaken) {
    OptionRule.requirePort(option, port, 0);
    Supplier<Page> health = () -> health(figures, wallClock);
    return start(
        option,
        new InetSocketAddress(port),
        Map.of("/healthz", health, "/livez", health),
        whenTaken);
  }

  /** Starts the server of {@code /metrics}, {@code /healthz}, {@code /proxyMode}, on loopback. */
  static ProxyServer metrics(
      String option, int port, ProxyFigures figures, WallClock wallClock, ExitStatus whenTaken) {
    OptionRule.requirePort(option, port, 0);
    return start(
        option,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        Map.of(
            "/metrics", () -> new Page(OK, TEXT, metricsText(figures, wallClock)),
            "/healthz", () -> new Page(OK, TEXT, "ok"),
            "/proxyMode", () -> new Page(OK, TEXT, "iptables")),
        whenTaken);
  }

  private static ProxyServer start(
      String option,
      InetSocketAddress address,
      Map<String, Supplier<Page>> pages,
      ExitStatus whenTaken) {
    try {
      HttpServer server = HttpServer.create(address, 0);
      server.createContext("/", exchange -> answer(exchange, pages));
      server.start();
      return new ProxyServer(server);
    } catch (IOException e) {
      throw new ToolException(
          whenTaken,
          option + ": " + address.getPort() + " cannot be listened on: " + e.getMessage(),
          e);
    }
  }

  private static void answer(HttpExchange exchange, Map<String, Supplier<Page>> pages)
      throws IOException {
    try (exchange) {
      Supplier<Page> found = pages.get(exchange.getRequestURI().getPath());
      Page page = found == null ? new Page(NOT_FOUND, TEXT, "404 page not found\n") : found.get();
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.type());
      exchange.sendResponseHeaders(page.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** A real proxy is well if it has programmed what it was told; there is nothing to program. */
  private static Page health(ProxyFigures figures, WallClock wallClock) {
    Instant now = wallClock.now();
    boolean healthy = figures.allSynced();
    String updated = UtcTime.apiMicro(lastChange(figures, wallClock, now));
    JsonWriter body = new JsonWriter().object();
    body.put("lastUpdated", updated).put("currentTime", UtcTime.apiMicro(now));
    body.put("nodeEligible", true).put("healthy", healthy).object("status").object("IPv4");
    body.put("lastUpdated", updated).put("healthy", healthy).endObject().endObject().endObject();
    return new Page(healthy ? OK : UNAVAILABLE, JSON, body.toString());
  }

  private static Instant lastChange(ProxyFigures figures, WallClock wallClock, Instant now) {
    long nowNs = wallClock.ticker().nanos();
    return now.minusNanos(nowNs - figures.lastChangeNs(nowNs));
  }

  private static String metricsText(ProxyFigures figures, WallClock wallClock) {
    double lastChangeS = lastChange(figures, wallClock, wallClock.now()).toEpochMilli() / 1e3;
    return counter("kubeproxy_sync_proxy_rules_service_changes_total", figures.serviceChanges())
        + counter(
            "kubeproxy_sync_proxy_rules_endpoint_changes_total", figures.endpointSliceChanges())
        + "# TYPE kubeproxy_sync_proxy_rules_last_timestamp_seconds gauge\n"
        + "kubeproxy_sync_proxy_rules_last_timestamp_seconds "
        + lastChangeS
        + "\n";
  }

  private static String counter(String name, long value) {
    return "# TYPE " + name + " counter\n" + name + " " + value + "\n";
  }

  /** Returns the port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
