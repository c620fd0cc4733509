package io.scaletest.gc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  private static ListedObject object(String name, String runLabel) {
    return new ListedObject("scaletest", name, runLabel, false, List.of(), false);
  }

  @Test
  void aRunCoversItsNumberedObjects() {
    assertThat(Selection.run("0831.1405.7777").covers(object("0831.1405.7777-0042", ""))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a-", "a1", "ab-1", "a-b-1", "a-1x", "A-1", "b-1", ""})
  void aRunCoversNobodyElsesObjects(String name) {
    assertThat(Selection.run("a").covers(object(name, "b"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-1", "kube-root-ca.crt", "x"})
  void allRunsCoverEveryName(String name) {
    assertThat(Selection.allRuns().covers(object(name, ""))).isTrue();
  }

  @Test
  void whatIsNamedOtherwiseIsCoveredByItsRunsLabel() {
    Selection run = Selection.run("0831.1405.7777");
    assertThat(run.covers(object("hollow-00001", "0831.1405.7777"))).isTrue();
    assertThat(run.covers(object("hollow-00001", "0831.1405.7778"))).isFalse();
    assertThat(run.covers(object("hollow-00001", ""))).isFalse();
  }

  @Test
  void aRunsLabelMayHaveAnotherFormThanItsId() {
    assertThat(Selection.run("a!").covers(object("hollow-1", "xa_-242ed538"))).isTrue();
  }
}
