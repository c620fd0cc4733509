package io.scaletest.common.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectNamesTest {
  private static final RunId RUN = RunId.of("r.1");

  @ParameterizedTest
  @CsvSource({
    "1, 0, r.1-0",
    "9, 9, r.1-9",
    "10, 9, r.1-09",
    "300, 7, r.1-007",
    "999, 999, r.1-999",
    "1000, 999, r.1-0999",
    "1000000, 1, r.1-0000001",
    "0, 0, r.1-0",
    "10, 1234, r.1-1234",
    "9223372036854775807, 5, r.1-0000000000000000005",
  })
  void padsTheNumberToTheDigitsOfN(long n, long number, String name) {
    assertThat(new ObjectNames(RUN, n).name(number)).isEqualTo(name);
  }

  @Test
  void extraDigitsLengthenEveryName() {
    var names = new ObjectNames(RUN, 300, 4);

    assertThat(names.name(7)).isEqualTo("r.1-0000007");
    assertThat(names.nameLength()).isEqualTo(names.name(300).length());
  }

  @Test
  void refusesNegativeCounts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectNames(RUN, -1))
        .withMessage("n: must be >= 0, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectNames(RUN, 1, -2))
        .withMessage("extraDigits: must be >= 0, got -2");
  }
}
