package io.scaletest.common.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverExitTest {
  @ParameterizedTest
  @CsvSource({
    "BAD_RUN_ID, 1",
    "DATA_FILE, 2",
    "BAD_DATA_FILE_NAME, 5",
    "PARAMETER_FILE, 10",
    "PARAMETER_FILE_CLOSE, 11",
    "NAME_TOO_LONG, 17",
    "NO_CONFIGURATION, 20",
    "NO_CLIENT, 21",
    "NO_ENDPOINTS, 22",
    "NO_ENDPOINT_CLIENTS, 23",
  })
  void statusesAreTheContracts(DriverExit exit, int status) {
    assertThat(exit.code()).isEqualTo(status);
  }
}
