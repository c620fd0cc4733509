package io.scaletest.common.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatTest {
  /** What Go 1.26 prints. */
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0.0,-0",
    "1,1",
    "0.1,0.1",
    "150,150",
    "20,20",
    "100000,100000",
    "999999,999999",
    "1000000,1E+06",
    "1234567,1.234567E+06",
    "12345678.9,1.23456789E+07",
    "123456.789,123456.789",
    "1e20,1E+20",
    "1e21,1E+21",
    "1e100,1E+100",
    "0.0001,0.0001",
    "0.00012345,0.00012345",
    "0.00001,1E-05",
    "-2.5,-2.5",
    "0.3333333333333333,0.3333333333333333",
    "0.30000000000000004,0.30000000000000004",
    "4.9e-324,5E-324",
    "2e23,2E+23",
    "1.7976931348623157e308,1.7976931348623157E+308",
  })
  void writesNumbersAsGoDoes(double value, String expected) {
    assertThat(GoFloat.upper(value)).isEqualTo(expected);
    assertThat(GoFloat.lower(value)).isEqualTo(expected.replace('E', 'e'));
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatIllegalArgumentException().isThrownBy(() -> GoFloat.lower(Double.NaN));
  }
}
