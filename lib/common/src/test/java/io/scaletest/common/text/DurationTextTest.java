package io.scaletest.common.text;

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
    "0, 0 ns",
    "1, 1 ns",
    "999, 999 ns",
    "1000, 1.00 µs",
    "1234, 1.23 µs",
    "9994, 9.99 µs",
    "9996, 10.0 µs",
    "99940, 99.9 µs",
    "99960, 100 µs",
    "999499, 999 µs",
    "999501, 1.00 ms",
    "1930000, 1.93 ms",
    "-1930000, -1.93 ms",
    "-5, -5 ns",
    "59999000000, 60.0 s",
    "3600000000000, 3600 s",
    "9223372036854775807, 9223372037 s",
  })
  void durationsHaveThreeDigitsAndTheUnitThatSuits(long ns, String text) {
    assertThat(DurationText.significant(ns)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 ms",
    "90000, 0.09 ms",
    "994999, 0.99 ms",
    "995000, 1.0 ms",
    "3140000, 3.1 ms",
    "9950000, 10 ms",
    "12400000, 12 ms",
    "999499999, 999 ms",
    "999500000, 1.0 s",
    "61000000000, 61.0 s"
  })
  void latenciesHaveTwoDigitsOrMore(long ns, String text) {
    assertThat(DurationText.latency(ns)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "12000000000, 12.0 s",
    "59949999999, 59.9 s",
    "59950000000, 1 min 00 s",
    "187000000000, 3 min 07 s",
    "7500000000000, 2 h 05 min"
  })
  void elapsedTimeHasTenthsInTheFirstMinute(long ns, String text) {
    assertThat(DurationText.elapsed(ns)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "499999999, 0 s",
    "17600000000, 18 s",
    "59499999999, 59 s",
    "59500000000, 1 min 00 s",
    "3599500000000, 1 h 00 min"
  })
  void spansAreRounded(long ns, String text) {
    assertThat(DurationText.span(ns)).isEqualTo(text);
  }

  /** What apimachinery's {@code HumanDuration} returns. */
  @ParameterizedTest
  @CsvSource({
    "-1, 0s",
    "119, 119s",
    "120, 2m",
    "599, 9m59s",
    "600, 10m",
    "10799, 179m",
    "10800, 3h",
    "28740, 7h59m",
    "28800, 8h",
    "172799, 47h",
    "172800, 2d",
    "273600, 3d4h",
    "691199, 7d23h",
    "694800, 8d"
  })
  void agesAreAsKubectlShowsThem(long seconds, String text) {
    assertThat(DurationText.age(seconds)).isEqualTo(text);
  }
}
