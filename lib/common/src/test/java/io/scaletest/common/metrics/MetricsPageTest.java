package io.scaletest.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsPageTest {
  private static final String OWN_ADDRESS = "10.0.0.1";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final MetricsPage page = new MetricsPage(registry);

  @Test
  void contractsMetricsLookAsTheOriginalShowsThem() throws IOException {
    registerLoggersMetrics();

    assertThat(text("")).isEqualTo(golden("classic.golden"));
  }

  @Test
  void openMetricsIsWellFormedAndKeepsTheNames() throws IOException {
    registerLoggersMetrics();

    assertThat(text("application/openmetrics-text; version=1.0.0"))
        .isEqualTo(golden("openmetrics.golden"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/html, text/plain;q=0.5",
        // Prometheus 2 and 3.
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;q=0.6"
      })
  void whoeverTakesTheClassicFormatOrNothingWeHaveGetsIt(String accept) {
    assertThat(page.content(accept).contentType())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void processAndJvmAreShownWithoutTouchingTheToolsRegistry() {
    String text = new String(page.content("").body(), StandardCharsets.UTF_8);

    assertThat(text)
        .contains("\nprocess_cpu_seconds_total ")
        .contains("\nprocess_open_fds ")
        .contains("\nprocess_resident_memory_bytes ")
        .contains("\njvm_threads_current ");
    assertThat(registry.scrape()).isEmpty();
  }

  @Test
  void labelValuesThatLookLikeBucketBoundsStayAsTheyAre() {
    Gauge.builder()
        .name("g")
        .labelNames("title", "le_")
        .register(registry)
        .labelValues("x,le=\"1.0\"", "2.0")
        .set(1);

    assertThat(text("")).contains("g{le_=\"2.0\",title=\"x,le=\\\"1.0\\\"\"} 1\n");
  }

  private void registerLoggersMetrics() {
    Histogram latency =
        Histogram.builder()
            .name("scaletest_configmaps_create_latency_seconds")
            .help("Creation latency")
            .labelNames("logger")
            .classicOnly()
            .classicUpperBounds(-0.1, 0, 1 / 32d, 1 / 16d, 1 / 8d, 1 / 4d, 1 / 2d, 1, 2, 4, 8)
            .register(registry);
    latency.labelValues(OWN_ADDRESS).observe(-0.5);
    latency.labelValues(OWN_ADDRESS).observe(-0.001);
    latency.labelValues(OWN_ADDRESS).observe(0.03125);
    latency.labelValues(OWN_ADDRESS).observe(3);
    latency.labelValues(OWN_ADDRESS).observe(100);
    ExactCounter.of(
            registry, "scaletest_configmaps_updates", "Updates,\nseen", "logger", OWN_ADDRESS)
        .inc(1_234_567_890);
    ExactCounter.of(registry, "scaletest_configmaps_updates_other", "Others", "logger", OWN_ADDRESS)
        .inc();
    Gauge.builder()
        .name("scaletest_configmaps_resourceVersion")
        .help("Latest seen")
        .labelNames("logger")
        .register(registry)
        .labelValues(OWN_ADDRESS)
        .set(987_654_321);
    Counter.builder().name("rest_client_requests").help("Requests").register(registry).inc(3);
  }

  private String text(String accept) {
    var scraped = registry.scrape().stream().toList();
    return new String(page.content(accept, scraped).body(), StandardCharsets.UTF_8);
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = MetricsPageTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
