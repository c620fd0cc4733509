package io.scaletest.kube.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyTemplateTest {
  private final BodyTemplate template =
      BodyTemplate.builder().fixed("{\"a\":\"").field(3).fixed("\",\"b\":").field(1).build();

  @Test
  void fieldsAreFilledInOrder() {
    assertThat(new String(template.fill("xyz", "7"), StandardCharsets.US_ASCII))
        .isEqualTo("{\"a\":\"xyz\",\"b\":7");
  }

  @Test
  void bodiesShareNothing() {
    byte[] first = template.fill("xyz", "7");
    template.fill("uvw", "8");

    assertThat(first).containsExactly("{\"a\":\"xyz\",\"b\":7".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void refusesAValueThatDoesNotFit() {
    assertThatThrownBy(() -> template.fill("xy", "7"))
        .hasMessage("field 0: must have 3 characters, got xy");
    assertThatThrownBy(() -> template.fill("xyz")).hasMessage("values: must be 2, got 1");
  }
}
