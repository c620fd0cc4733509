package io.scaletest.common.exit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionRuleTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9})
  void bothEndsOfARangeAreAllowed(int value) {
    assertThatCode(() -> OptionRule.requireBetween("loops", value, 1, 9))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void aUsageErrorNamesOptionRuleAndValue(int value) {
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> OptionRule.requireBetween("loops", value, 1, 9))
        .withMessage("loops: must be 1 to 9, got " + value)
        .extracting(ToolException::status)
        .isEqualTo(CommonExit.USAGE);
  }

  @Test
  void aPortHasSixteenBits() {
    assertThatCode(() -> OptionRule.requirePort("listen", 65_535, 0)).doesNotThrowAnyException();
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> OptionRule.requirePort("listen", 65_536, -1))
        .withMessage("listen: must be -1 to 65535, got 65536");
  }
}
