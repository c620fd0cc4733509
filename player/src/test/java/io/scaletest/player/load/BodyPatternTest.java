package io.scaletest.player.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.kube.names.ScaletestNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyPatternTest {
  private static String fill(Object tree) {
    BodyPattern.Values values =
        new BodyPattern.Values(7, 4, "r-7", "ns-1", "run\"1", "now", "2026-01-02T03:04:05Z", 3, 0);
    return new String(new BodyPattern(tree).fill(values), StandardCharsets.UTF_8);
  }

  @Test
  void placeholdersAreReplacedInsideStringsOnly() {
    assertThat(fill(Map.of("a", List.of("${n}-${name}", 5L, "${ns}${ns}", "$n {n}"))))
        .isEqualTo("{\"a\":[\"7-r-7\",5,\"ns-1ns-1\",\"$n {n}\"]}");
  }

  @Test
  void aWholeStringMayBecomeANumber() {
    assertThat(fill(Map.of("replicas", "${int:3,3}"))).isEqualTo("{\"replicas\":3}");
    assertThat(fill(Map.of("replicas", "${int:2,7}"))).matches("\\{\"replicas\":[2-7]}");
    assertThat(fill(Map.of("a", "svc-${i}"))).isEqualTo("{\"a\":\"svc-4\"}");
  }

  @Test
  void valuesAreEscaped() {
    assertThat(fill(Map.of("a", "${run}"))).isEqualTo("{\"a\":\"run\\\"1\"}");
    assertThat(fill(Map.of("a", "${runlabel}")))
        .isEqualTo("{\"a\":\"" + ScaletestNames.runLabelValue("run\"1") + "\"}");
  }

  @Test
  void randomPartsHaveTheirLengthAndComeFromTheSeed() {
    assertThat(fill(Map.of("a", "${random:250}")))
        .hasSize(250 + "{\"a\":\"\"}".length())
        .isEqualTo(fill(Map.of("a", "${random:250}")));
    assertThat(fill(Map.of("a", "${pick:x,y}"))).isIn("{\"a\":\"x\"}", "{\"a\":\"y\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${name:1}",
        "${host}",
        "x ${int:1,2}",
        "${int:5,2}",
        "${random}",
        "${random:x}",
        "${pick}"
      })
  void whatIsNoPlaceholderIsRefused(String text) {
    assertThatThrownBy(() -> new BodyPattern(Map.of("a", text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
