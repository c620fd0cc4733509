package io.scaletest.kube.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({"run#@, run$!", "run%$@, run%%!"})
  void runsWhoseIdsHaveTheSameHashCodeHaveLabelsOfTheirOwn(String one, String other) {
    assertThat(one).hasSameHashCodeAs(other);

    assertThat(ScaletestNames.runLabelValue(one)).isNotEqualTo(ScaletestNames.runLabelValue(other));
  }

  @ParameterizedTest
  @CsvSource({
    "night-7, night-7",
    "1128.1730.0042, 1128-1730-0042",
    "1128.1730.0042-t3, 1128-1730-0042-t3"
  })
  void namesBeginWithARunIdThatIsALabelButForItsDots(String runId, String prefix) {
    assertThat(ScaletestNames.namePrefix(runId)).isEqualTo(prefix);
  }

  @Test
  void namesOfDifferentRunsBeginDifferently() {
    List<String> runIds =
        List.of(
            "1128.1730.0042",
            "1128-1730-0042",
            "1128.1730-0042",
            "a.b",
            "a-b",
            "A-b",
            "a!b",
            "-a",
            "a-",
            "=",
            "==",
            "-".repeat(100),
            "x".repeat(100) + "Aa",
            "x".repeat(100) + "BB",
            "x".repeat(25),
            "-" + "y".repeat(14) + "-" + "y".repeat(20));
    Set<String> prefixes = new HashSet<>();
    for (String runId : runIds) {
      String prefix = ScaletestNames.namePrefix(runId);
      assertThat(prefix).as(runId).matches("[a-z0-9]([-a-z0-9]{0,22}[a-z0-9])?");
      prefixes.add(prefix);
    }
    assertThat(prefixes).hasSameSizeAs(runIds);
  }
}
