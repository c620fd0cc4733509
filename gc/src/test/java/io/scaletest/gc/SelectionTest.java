package io.scaletest.gc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  @Test
  void aRunCoversItsNumberedObjects() {
    assertThat(
            Selection.run("0831.1405.7777").covers(ResourceKind.CONFIGMAPS, "0831.1405.7777-0042"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a-", "a1", "ab-1", "a-b-1", "a-1x", "A-1", "b-1", ""})
  void aRunCoversNobodyElsesObjects(String name) {
    assertThat(Selection.run("a").covers(ResourceKind.CONFIGMAPS, name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-1", "kube-root-ca.crt", "x"})
  void allRunsCoverEveryName(String name) {
    assertThat(Selection.allRuns().covers(ResourceKind.CONFIGMAPS, name)).isTrue();
  }

  @Test
  void whatIsNamedOtherwiseIsFoundByItsRunsLabelAndCoveredByThat() {
    Selection run = Selection.run("0831.1405.7777");
    assertThat(run.selector(ResourceKind.NODES))
        .isEqualTo("purpose%3Dscaletest%2Cscaletest%2Frunid%3D0831.1405.7777");
    assertThat(run.covers(ResourceKind.NODES, "hollow-00001")).isTrue();
    assertThat(run.selector(ResourceKind.CONFIGMAPS)).isEqualTo("purpose%3Dscaletest");
    assertThat(Selection.allRuns().selector(ResourceKind.NODES)).isEqualTo("purpose%3Dscaletest");
  }
}
