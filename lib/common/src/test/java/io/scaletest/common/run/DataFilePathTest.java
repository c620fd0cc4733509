package io.scaletest.common.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.scaletest.common.exit.ToolException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFilePathTest {
  private static final RunId RUN = RunId.of("0831.1405.0042");

  @ParameterizedTest
  @CsvSource({
    "{{.RunID}}-driver.csv, 0831.1405.0042-driver.csv",
    "/tmp/{{.RunID}}/{{.RunID}}.csv, /tmp/0831.1405.0042/0831.1405.0042.csv",
    "plain.csv, plain.csv",
    "-(a)+=!@$%^&.csv, -(a)+=!@$%^&.csv",
    "../up, ../up",
  })
  void putsTheRunIdIn(String template, String path) {
    assertThat(DataFilePath.resolve(template, RUN)).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "{{.RunId}}.csv", "{{ .RunID }}", "a_b", "a:b", "ä", "a\nb"})
  void refusesOtherCharactersWithStatusFiveAndOneLine(String template) {
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> DataFilePath.resolve(template, RUN))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(5))
        .satisfies(e -> assertThat(e.getMessage()).startsWith("datafile: ").doesNotContain("\n"));
  }
}
