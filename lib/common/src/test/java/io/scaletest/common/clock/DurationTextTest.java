package io.scaletest.common.clock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ms",
    "999, 999ms",
    "1000, 1s",
    "2328, 2.328s",
    "2500, 2.5s",
    "10000, 10s",
    "60000, 1m0s",
    "90050, 1m30.05s",
    "3600000, 1h0m0s",
    "7203000, 2h0m3s"
  })
  void writesMillisecondsAsGoWritesThemAndReadsThemBack(long ms, String text) {
    assertThat(DurationText.ofMillis(ms)).isEqualTo(text);
    assertThat(DurationText.parse(text).toMillis()).isEqualTo(ms);
  }
}
