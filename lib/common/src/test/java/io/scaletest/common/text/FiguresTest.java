package io.scaletest.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
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
    assertThat(Figures.fixed(value, places)).isEqualTo(text);
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
    assertThat(Figures.figure(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0 rows", "1|1 row", "-1|-1 rows", "1234567|1,234,567 rows"})
  void countedThingsAreSingularWhereThereIsOne(long value, String text) {
    assertThat(Figures.count(value, "row", "rows")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0", "999|999", "1000|1,000", "1234567|1,234,567", "-999|-999", "-1000|-1,000"})
  void countsAreGrouped(long value, String text) {
    assertThat(Figures.count(value)).isEqualTo(text);
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
