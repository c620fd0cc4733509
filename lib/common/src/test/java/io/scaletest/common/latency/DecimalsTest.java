package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {
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
    assertThat(Decimals.duration(ns)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 2, 0.00",
    "1.005, 1, 1.0",
    "0.999, 2, 1.00",
    "-0.004, 2, 0.00",
    "-2.5, 1, -2.5",
    "1234.5678, 3, 1234.568",
    "0.05, 2, 0.05",
  })
  void fixedRoundsToThePlaces(double value, int places, String text) {
    assertThat(Decimals.fixed(value, places)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "0.0000123|0.0000123",
        "0.016666|0.0167",
        "0.0995|0.1",
        "0.5|0.5",
        "1|1",
        "1.004|1",
        "9.98|9.98",
        "9.996|10",
        "99.96|100",
        "730.24|730.2",
        "800|800",
        "999.96|1,000",
        "1000000|1,000,000",
        "1e18|1,000,000,000,000,000,000",
        "-0.25|-0.25",
        "-1234.5|-1,234",
        "NaN|NaN",
        "Infinity|Infinity",
      })
  void figuresHaveSeparatorsNoNeedlessZerosAndAreNeverZeroByRounding(double value, String text) {
    assertThat(Decimals.figure(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0 rows", "1|1 row", "-1|-1 rows", "1234567|1,234,567 rows"})
  void countedThingsAreSingularWhereThereIsOne(long value, String text) {
    assertThat(Decimals.counted(value, "row", "rows")).isEqualTo(text);
  }
}
