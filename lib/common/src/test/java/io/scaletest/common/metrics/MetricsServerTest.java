package io.scaletest.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.CollectedFaults;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsServerTest {
  private final CollectedFaults faults = new CollectedFaults();
  private static final CommonExit WHEN_TAKEN = CommonExit.OUTPUT;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final MetricsServer server = start(0);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void metricsHoldTheToolsAndTheProcesss() throws IOException {
    ExactCounter.of(registry, "scaletest_seen", "Seen", "logger", "10.0.0.1").inc();

    Reply reply = ask("GET", "/metrics", "text/plain");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(reply.body())
        .contains("# TYPE scaletest_seen counter\nscaletest_seen{logger=\"10.0.0.1\"} 1\n")
        .contains("\nprocess_cpu_seconds_total ");
  }

  @Test
  void acceptHeaderChoosesTheFormat() throws IOException {
    Reply reply = ask("GET", "/metrics", "application/openmetrics-text");

    assertThat(reply.contentType()).startsWith("application/openmetrics-text");
    assertThat(reply.body()).endsWith("# EOF\n");
  }

  @Test
  void everyScrapeShowsTheValuesOfItsMoment() throws IOException {
    var counter = ExactCounter.of(registry, "scaletest_seen", "Seen", "logger", "a");

    assertThat(ask("GET", "/metrics", "*/*").body()).contains("scaletest_seen{logger=\"a\"} 0");
    counter.inc();
    assertThat(ask("GET", "/metrics", "*/*").body()).contains("scaletest_seen{logger=\"a\"} 1");
  }

  @Test
  void aToolMayTakeCommandsAtAPathOfItsOwn() throws IOException {
    server.onPost("/order", body -> new MetricsServer.Answer(202, "took " + body + "\n"));
    Reply reply = ask("POST", "/order", "*/*");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body()).isEqualTo("took \n");
    assertThat(ask("GET", "/order", "*/*").status()).isEqualTo(405);
    assertThat(ask("POST", "/other", "*/*").status()).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /debug/pprof/, 200",
    "GET, /debug/pprof/cmdline, 200",
    "GET, /debug/pprof/profile?seconds=0, 400",
    "GET, /debug/pprof/mutexes, 404",
    "GET, /metricsandmore, 404",
    "GET, /, 200",
    "GET, /index.html, 404",
    "HEAD, /, 200",
    "HEAD, /metrics, 200",
    "POST, /metrics, 405"
  })
  void everyRequestHasItsStatus(String method, String path, int status) throws IOException {
    assertThat(ask(method, path, "*/*").status()).isEqualTo(status);
  }

  @Test
  void takenPortIsOneLineNamingOptionAndPort() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatExceptionOfType(ToolException.class)
          .isThrownBy(() -> start(port))
          .withMessage(
              "metricport: " + port + " is taken on this machine; choose another, or -1 for none")
          .satisfies(e -> assertThat(e.status()).isEqualTo(WHEN_TAKEN));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 65_536})
  void impossiblePortIsAUsageError(int port) {
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> MetricsServer.start("metricport", port, WHEN_TAKEN, registry, faults))
        .withMessage("metricport: must be -1 to 65535, got " + port)
        .satisfies(e -> assertThat(e.status()).isEqualTo(CommonExit.USAGE));
  }

  @Test
  void minusOneIsNoServer() {
    assertThat(MetricsServer.start("metricport", MetricsServer.OFF, WHEN_TAKEN, registry, faults))
        .isEmpty();
  }

  @Test
  void whoFollowsTheRunOccupiesNoThreadOfThePages() throws IOException {
    List<InputStream> viewers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      URLConnection events =
          URI.create("http://127.0.0.1:" + server.port() + "/events").toURL().openConnection();
      assertThat(events.getContentType()).isEqualTo("text/event-stream; charset=utf-8");
      assertThat(events.getHeaderField("Cache-Control")).isEqualTo("no-store");
      InputStream body = events.getInputStream();
      assertThat(new String(body.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("retry:");
      viewers.add(body);
    }

    assertThat(ask("GET", "/events", "*/*").status()).isEqualTo(503);
    assertThat(ask("GET", "/metrics", "*/*").status()).isEqualTo(200);
    server.close();
    for (InputStream viewer : viewers) {
      assertThat(new String(viewer.readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("event: end\ndata: {}\n\n");
    }
  }

  @Test
  void aPageThatCannotBeMadeIsAFaultAndAnswered() throws IOException {
    Collector faulty =
        () -> {
          throw new AssertionError("for the test");
        };
    registry.register(faulty);

    assertThat(ask("GET", "/metrics", "*/*").status()).isEqualTo(500);
    assertThat(faults.thrown).hasSize(1);
  }

  @Test
  void itsThreadsDoNotKeepTheProcessAlive() throws IOException {
    ask("GET", "/metrics", "*/*");

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(t -> t.getName().matches("metrics-.*|HTTP-Dispatcher"))
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(Thread::isDaemon);
  }

  @Test
  void closedServerFreesItsPortAndMayBeClosedAgain() {
    int port = server.port();
    server.close();
    server.close();

    try (MetricsServer next = start(port)) {
      assertThat(next.port()).isEqualTo(port);
    }
  }

  private MetricsServer start(int port) {
    return MetricsServer.start(
        "metricport",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        WHEN_TAKEN,
        registry,
        faults);
  }

  private record Reply(int status, String contentType, String body) {}

  private Reply ask(String method, String path, String accept) throws IOException {
    var connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.port() + path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setRequestProperty("Accept", accept);
    connection.setRequestProperty("Connection", "close");
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return new Reply(status, connection.getContentType(), text);
    }
  }
}
