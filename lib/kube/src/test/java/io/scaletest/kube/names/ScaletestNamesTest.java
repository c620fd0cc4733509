package io.scaletest.kube.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaletestNamesTest {
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
