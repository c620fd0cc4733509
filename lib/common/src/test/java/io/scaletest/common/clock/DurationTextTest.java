package io.scaletest.common.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
  /** What Go 1.26 prints. */
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "1500, 1.5µs",
    "100000, 100µs",
    "200000000, 200ms",
    "1234567, 1.234567ms",
    "10000000000, 10s",
    "100000000000, 1m40s",
    "3600000000001, 1h0m0.000000001s",
    "-5000000000, -5s",
    "9223372036854775807, 2562047h47m16.854775807s"
  })
  void writesNanosecondsAsGoWritesThem(long ns, String text) {
    assertThat(DurationText.ofNanos(ns)).isEqualTo(text);
    assertThat(DurationText.of(Duration.ofNanos(ns))).isEqualTo(text);
    assertThat(DurationText.parse(text).toNanos()).isEqualTo(ns);
  }

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
