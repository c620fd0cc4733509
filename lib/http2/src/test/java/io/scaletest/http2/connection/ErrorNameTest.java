package io.scaletest.http2.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorNameTest {
  @ParameterizedTest
  @CsvSource({"0, NO_ERROR", "8, CANCEL", "11, ENHANCE_YOUR_CALM", "99, error 99"})
  void anErrorIsNamedOrNumbered(long code, String name) {
    assertThat(ErrorName.of(code)).isEqualTo(name);
  }
}
