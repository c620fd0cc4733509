package io.scaletest.hollownode.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  /**
   * Compared with what a kube-apiserver 1.36 makes of a node's capacity; it leaves a small decimal
   * as it was written ({@code +1}, {@code 5.}, {@code 1E3}) until it calculates with it.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0Mi, 0",
    "1, 1",
    "+1, 1",
    "-1, -1",
    "100m, 100m",
    "1000m, 1",
    "1500m, 1500m",
    "1.5, 1500m",
    "0.5, 500m",
    ".5, 500m",
    "5., 5",
    "1000, 1k",
    "1000k, 1M",
    "3932160Ki, 3840Mi",
    "4026531840, 4026531840",
    "1024, 1024",
    "1Ki, 1Ki",
    "1024Ki, 1Mi",
    "1.5Gi, 1536Mi",
    "0.5Ki, 512",
    "0.1Ki, 102400m",
    "1023Ki, 1023Ki",
    "1e3, 1e3",
    "1E3, 1e3",
    "10e2, 1e3",
    "12e0, 12",
    "1e-3, 1e-3",
    "1E, 1E",
    "1n, 1n",
    "1u, 1u",
    "0.1n, 1n",
    "1.0000000001, 1000000001n",
    "8Ei, 9223372036854775807",
    "100E, 9223372036854775807",
    "12e40, 9223372036854775807",
    "1e999999, 9223372036854775807",
    "1Pi, 1Pi",
    "1024Pi, 1Ei",
    "110, 110",
    "2Ti, 2Ti",
    "-1.5Gi, -1536Mi",
    "-0.1n, -1n",
  })
  void theCanonicalFormIsTheApiServers(String text, String canonical) {
    assertThat(Quantity.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "m", "-", ".", "1.2.3", "1 Gi", " 1", "1K", "1gi", "1KI", "1Mb", "1ki", "1mi",
        "1e", "1e1.5", "1e3k", "1Eii", "--1", "0x10", "1_000", "\u0661", "NaN", "1i"
      })
  void whatIsNoQuantityIsToldWithTheRule(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantity.parse(text))
        .withMessage("must be a quantity like 100m, 8, 1.5Gi, 10G or 1e3, got " + text);
  }

  @Test
  void amountsAreComparedHoweverSpelt() {
    assertThat(Quantity.parse("1Gi")).isEqualTo(Quantity.parse("1048576Ki"));
    assertThat(Quantity.parse("1Gi")).hasSameHashCodeAs(Quantity.parse("1073741824"));
    assertThat(Quantity.parse("1000m")).isEqualByComparingTo(Quantity.of(1));
    assertThat(Quantity.parse("1G")).isLessThan(Quantity.parse("1Gi"));
    assertThat(Quantity.parse("1n")).isGreaterThan(Quantity.ZERO);
  }

  @Test
  void sumsAndDifferencesAreExactAndKeepTheForm() {
    assertThat(Quantity.parse("1Gi").plus(Quantity.parse("512Mi"))).hasToString("1536Mi");
    assertThat(Quantity.parse("1").minus(Quantity.parse("100m"))).hasToString("900m");
    assertThat(Quantity.parse("0.1").plus(Quantity.parse("0.2"))).hasToString("300m");
    assertThat(Quantity.of(Long.MAX_VALUE).plus(Quantity.of(1)).value()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void valuesAreRoundedUp() {
    assertThat(Quantity.parse("1n").value()).isEqualTo(1);
    assertThat(Quantity.parse("1n").milliValue()).isEqualTo(1);
    assertThat(Quantity.parse("1500m").value()).isEqualTo(2);
    assertThat(Quantity.parse("1500m").milliValue()).isEqualTo(1_500);
    assertThat(Quantity.parse("-1500m").value()).isEqualTo(-2);
    assertThat(Quantity.parse("9E").milliValue()).isEqualTo(Long.MAX_VALUE);
  }
}
