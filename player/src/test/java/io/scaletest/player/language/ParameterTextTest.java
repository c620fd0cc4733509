package io.scaletest.player.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterTextTest {
  private static final Map<String, String> VALUES =
      Map.of("pods", "3000", "rate", "2.5/s", "each", "90s", "name", "a'b: c");

  @ParameterizedTest
  @CsvSource({
    "pods, 3000",
    "pods/1600, 1",
    "pods/4000, 0",
    "pods*4, 12000",
    "rate*2, 5/s",
    "rate/4, 0.625/s",
    "pods/each.s, 33",
    "pods*0.1/7, 42",
  })
  void aProductKeepsTheUnitAndIsRoundedDownWithoutOne(String expression, String value) {
    assertThat(new ParameterText(VALUES).value(expression)).isEqualTo(value);
  }

  @Test
  void whatCannotBeMultipliedIsTold() {
    assertThatThrownBy(() -> new ParameterText(VALUES).value("rate*rate"))
        .hasMessage("rate*rate: cannot be multiplied");
  }

  @Test
  void valuesStandInScalarsAndNowhereElse() {
    Place head =
        SpecFile.parse("x", "a: $(pods)\nb: \"$(pods)\"\nc: [$(name), x$(name)]", Map.of());
    assertThat(head.members()).hasSize(3);
    ScenarioText text =
        new ScenarioText(
            "x",
            "says: S.\nparameters: {name: {is: TEXT, default: x, says: s}}\n"
                + "---\n"
                + "duration: 1s\n"
                + "objects: {o: {template: {apiVersion: v1, kind: ConfigMap, data: {a: $(name),"
                + " n: $(pods), t: '$(pods)'}}}}\n"
                + "load: {l: {objects: o, rate: 1/s, mix: {create: 1}}}\n");
    Place root = text.fill(VALUES, Map.of());
    assertThat(root.get("objects").get().get("o").get().get("template").get().tree())
        .isEqualTo(
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "data",
                Map.of("a", "a'b: c", "n", 3000L, "t", "3000")));
  }
}
