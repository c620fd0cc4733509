package io.scaletest.kube.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaletestNamesTest {
  @Test
  void leavesOrdinaryNamesAsTheyAre() {
    assertThat(ScaletestNames.configMapPath("0831.1409.1234-007"))
        .isEqualTo("/api/v1/namespaces/scaletest/configmaps/0831.1409.1234-007");
  }

  @Test
  void namesTheFieldManagerInTheQuery() {
    assertThat(ScaletestNames.configMapsPath("cmdriver"))
        .isEqualTo("/api/v1/namespaces/scaletest/configmaps?fieldManager=cmdriver");
    assertThat(ScaletestNames.configMapPath("a", "cmdriver"))
        .isEqualTo("/api/v1/namespaces/scaletest/configmaps/a?fieldManager=cmdriver");
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
