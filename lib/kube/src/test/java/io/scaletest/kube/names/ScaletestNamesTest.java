package io.scaletest.kube.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaletestNamesTest {
  @Test
  void leavesOrdinaryNamesAsTheyAre() {
    assertThat(ScaletestNames.encoded("0831.1409.1234-007")).isEqualTo("0831.1409.1234-007");
  }

  @Test
  void encodesWhatARunIdMayContain() {
    assertThat(ScaletestNames.encoded("a!@#$%^&()+=.-z"))
        .isEqualTo("a%21%40%23%24%25%5E%26%28%29%2B%3D.-z");
  }

  @Test
  void encodesOtherCharactersAsUtf8() {
    assertThat(ScaletestNames.encoded("ä/ ~_")).isEqualTo("%C3%A4%2F%20~_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1128.1730.0042", "a", "A_b-c.9"})
  void aRunIdThatALabelCanHaveIsItsLabel(String runId) {
    assertThat(ScaletestNames.runLabelValue(runId)).isEqualTo(runId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a!b", "a@b", "-a", "a.", "a+", "!", "=====", "a%b&c"})
  void everyOtherRunIdHasAValidLabelOfItsOwn(String runId) {
    assertThat(ScaletestNames.runLabelValue(runId))
        .matches("[A-Za-z0-9][-A-Za-z0-9_.]{0,61}[A-Za-z0-9]")
        .isNotEqualTo(ScaletestNames.runLabelValue(runId + "!"));
    assertThat(ScaletestNames.runLabelValue(runId.repeat(20)))
        .matches("[A-Za-z0-9][-A-Za-z0-9_.]{0,61}[A-Za-z0-9]");
  }
}
