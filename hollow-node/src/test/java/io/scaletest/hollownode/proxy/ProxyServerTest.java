package io.scaletest.hollownode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.testkit.clock.ManualTicker;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ProxyServerTest {
  private final WallClock wallClock = WallClock.anchoredTo(new ManualTicker());
  private final ProxyFigures figures = new ProxyFigures();

  @Test
  void aProxyIsWellOnceItHasHadWhatThereIs() throws Exception {
    figures.watches.increment();

    try (ProxyServer server = ProxyServer.health("port", 0, figures, wallClock, CommonExit.USAGE)) {
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(503);

      figures.synced.increment();
      HttpResponse<String> healthy = get(server, "/livez");
      assertThat(healthy.statusCode()).isEqualTo(200);
      assertThat(healthy.body())
          .matches(
              "\\{\"lastUpdated\":\"(.*)\",\"currentTime\":\"(.*)\",\"nodeEligible\":true,\"healthy\":true,"
                  + "\"status\":\\{\"IPv4\":\\{\"lastUpdated\":\"\\1\",\"healthy\":true\\}\\}\\}");
      assertThat(get(server, "/metrics").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void metricsCountChanges() throws Exception {
    figures.changed(figures.endpointSliceChanges, wallClock.ticker().nanos());

    try (ProxyServer server =
        ProxyServer.metrics("port", 0, figures, wallClock, CommonExit.USAGE)) {
      assertThat(get(server, "/metrics").body())
          .contains(
              "kubeproxy_sync_proxy_rules_endpoint_changes_total 1\n",
              "kubeproxy_sync_proxy_rules_service_changes_total 0\n");
      assertThat(get(server, "/proxyMode").body()).isEqualTo("iptables");
    }
  }

  @Test
  void aTakenPortIsToldWithItsOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();

      assertThatThrownBy(
              () -> ProxyServer.health("the-port", port, figures, wallClock, CommonExit.OUTPUT))
          .hasMessageStartingWith("the-port: " + port + " cannot be listened on: ");
    }
    assertThatThrownBy(
            () -> ProxyServer.health("the-port", 70_000, figures, wallClock, CommonExit.OUTPUT))
        .hasMessage("the-port: must be 0 to 65535, got 70000");
  }

  private static HttpResponse<String> get(ProxyServer server, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
