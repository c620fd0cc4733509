package io.scaletest.common.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0", "999|999", "1000|1,000", "1234567|1,234,567", "-999|-999", "-1000|-1,000"})
  void countsAreGrouped(long value, String text) {
    assertThat(Figures.count(value)).isEqualTo(text);
  }

  @Test
  void oneIsSingular() {
    assertThat(Figures.count(0, "error", "errors")).isEqualTo("0 errors");
    assertThat(Figures.count(1, "error", "errors")).isEqualTo("1 error");
    assertThat(Figures.count(2_000, "error", "errors")).isEqualTo("2,000 errors");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0/s",
        "0.0167|0.0167/s",
        "99.84|99.8/s",
        "999.94|999.9/s",
        "999.95|1,000/s",
        "12345.6|12,346/s"
      })
  void ratesHaveThreeDigitsOrMore(double perSecond, String text) {
    assertThat(Figures.rate(perSecond)).isEqualTo(text);
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
    assertThat(Figures.latency(ns)).isEqualTo(text);
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
    assertThat(Figures.elapsed(ns)).isEqualTo(text);
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
    assertThat(Figures.span(ns)).isEqualTo(text);
  }

  @Test
  void localeChangesNothing() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(Figures.rate(99.84)).isEqualTo("99.8/s");
      assertThat(Figures.count(1_234)).isEqualTo("1,234");
    } finally {
      Locale.setDefault(before);
    }
  }
}
