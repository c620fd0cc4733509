package io.scaletest.kube.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientMetricsTest {
  private static final String HOST = "127.0.0.1:6443";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ClientMetrics metrics = ClientMetrics.register(registry);

  @Test
  void countsByCodeMethodAndHost() throws Exception {
    answered("POST", 201, 1);
    answered("POST", 201, 1);
    answered("POST", 0, 1);
    answered("GET", 404, 1);

    assertThat(scrape())
        .contains(
            "rest_client_requests_total{code=\"201\",host=\"127.0.0.1:6443\",method=\"POST\"} 2")
        .contains(
            "rest_client_requests_total{code=\"<error>\",host=\"127.0.0.1:6443\",method=\"POST\"}"
                + " 1.0")
        .contains(
            "rest_client_requests_total{code=\"404\",host=\"127.0.0.1:6443\",method=\"GET\"} 1");
  }

  @Test
  void sortsDurationsIntoTheBucketsOfClientGo() throws Exception {
    answered("POST", 201, 5);
    answered("POST", 201, 6);
    answered("POST", 201, 70_000);

    String labels = "{host=\"127.0.0.1:6443\",verb=\"POST\",le=";
    assertThat(scrape())
        .contains("rest_client_request_duration_seconds_bucket" + labels + "\"0.005\"} 1")
        .contains("rest_client_request_duration_seconds_bucket" + labels + "\"0.025\"} 2")
        .contains("rest_client_request_duration_seconds_bucket" + labels + "\"60.0\"} 2")
        .contains("rest_client_request_duration_seconds_bucket" + labels + "\"+Inf\"} 3")
        .contains(
            "rest_client_request_duration_seconds_sum{host=\"127.0.0.1:6443\",verb=\"POST\"} 70.011");
  }

  private void answered(String method, int status, long durationMs) {
    ApiRequest request = ApiRequest.json(method, "/api", new byte[0]);
    long answeredNs = TimeUnit.MILLISECONDS.toNanos(durationMs);
    metrics.answered(
        request, HOST, new ApiReply(status, new byte[0], "", 0, answeredNs / 2, answeredNs));
  }

  private String scrape() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8);
  }
}
