package io.scaletest.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;

class ExactCounterTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  @Test
  void countsFromZero() {
    var counter = ExactCounter.of(registry, "seen", "Seen", "logger", "a");

    assertThat(counter.value()).isZero();
    counter.inc();
    counter.inc(2);
    assertThat(counter.value()).isEqualTo(3);
  }

  @Test
  void neverGoesBack() {
    var counter = ExactCounter.of(registry, "seen", "Seen", "logger", "a");

    assertThatThrownBy(() -> counter.inc(-1)).hasMessageContaining("got -1");
    assertThat(counter.value()).isZero();
  }

  @Test
  void oneNameIsRegisteredOnce() {
    ExactCounter.of(registry, "seen", "Seen", "logger", "a");

    assertThatThrownBy(() -> ExactCounter.of(registry, "seen", "Seen", "logger", "b"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aNameWithTheLibrarysEndingIsLeftToTheLibrary() {
    assertThatThrownBy(() -> ExactCounter.of(registry, "seen_total", "Seen", "logger", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seen_total");
  }
}
