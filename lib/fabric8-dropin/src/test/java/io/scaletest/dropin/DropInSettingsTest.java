package io.scaletest.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropInSettingsTest {
  private static DropInSettings read(
      Map<String, String> properties, Map<String, String> variables) {
    return DropInSettings.read(properties::get, variables::get);
  }

  @Test
  void nothingIsWrittenUnasked() {
    DropInSettings settings = read(Map.of(), Map.of());
    assertThat(settings.rows()).isEmpty();
    assertThat(settings.summary()).isEmpty();
    assertThat(settings.metricsPort()).isEqualTo(-1);
    assertThat(settings.runId()).isEqualTo("pid-" + ProcessHandle.current().pid());
  }

  @Test
  void aPropertyCountsBeforeAVariable() {
    DropInSettings settings =
        read(
            Map.of("scaletest.rows", "a.csv"),
            Map.of(
                "SCALETEST_ROWS", "b.csv",
                "SCALETEST_SUMMARY", "s.json",
                "SCALETEST_METRICS_PORT", "0",
                "SCALETEST_RUN_ID", "night"));
    assertThat(settings)
        .isEqualTo(
            new DropInSettings(
                Optional.of(Path.of("a.csv")), Optional.of(Path.of("s.json")), 0, "night"));
  }

  @Test
  void anEmptyVariableIsNone() {
    assertThat(read(Map.of(), Map.of("SCALETEST_ROWS", "")).rows()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-2", "65536", "1.5"})
  void aPortIsAPort(String port) {
    assertThatThrownBy(() -> read(Map.of("scaletest.metrics-port", port), Map.of()))
        .hasMessage("scaletest.metrics-port: must be a port, or -1 for none, got " + port);
  }
}
