package io.scaletest.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTreeTest {
  private static final String BEYOND_LONG = "123456789012345678901234567890";

  @Test
  void aNumberBeyondALongLosesNothing() {
    String json = "{\"big\":" + BEYOND_LONG + ",\"name\":\"a\"}";

    Map<String, Object> tree = JsonTree.object(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();

    assertThat(tree).containsEntry("big", new BigInteger(BEYOND_LONG)).containsEntry("name", "a");
    assertThat(JsonWriter.text(tree)).isEqualTo(json);
  }

  @Test
  void whatIsNoObjectIsEmpty() {
    assertThat(JsonTree.object("[1]".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(JsonTree.object("{\"a\":".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | must not be empty",
        "[1] | must be an object",
        "{} {} | must be one value, but more follows",
        "{\"a\":01} | Invalid numeric value: Leading zeroes not allowed",
      })
  void whatCannotBeReadIsRefusedInOneLine(String json, String message) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> JsonTree.parseObject(json.getBytes(StandardCharsets.UTF_8)))
        .withMessage(message);
  }

  @Test
  void nullsAndDecimalsAreKept() throws MalformedJsonException {
    Map<String, Object> tree =
        JsonTree.parseObject("{\"a\":null,\"b\":1.50}".getBytes(StandardCharsets.UTF_8));

    assertThat(tree).containsEntry("a", null).containsEntry("b", new BigDecimal("1.50"));
    assertThat(JsonWriter.text(tree)).isEqualTo("{\"a\":null,\"b\":1.50}");
  }

  @Test
  void theScalarAtAPathIsText() {
    Map<String, Object> tree = JsonTree.of("a", JsonTree.of("b", 7L, "c", JsonTree.of()));

    assertThat(JsonTree.text(tree, "a", "b")).isEqualTo("7");
    assertThat(JsonTree.textAt(tree, "a.b")).isEqualTo("7");
    assertThat(JsonTree.text(tree, "a", "c")).isEmpty();
    assertThat(JsonTree.text(tree, "a", "x", "y")).isEmpty();
  }

  @Test
  void aCopySharesNothing() {
    Map<String, Object> tree = JsonTree.of("a", JsonTree.of("b", new ArrayList<>(List.of(1L))));

    Map<String, Object> copy = JsonTree.copyObject(tree);
    JsonTree.list(JsonTree.child(copy, "a"), "b").add(2L);

    assertThat(copy).isNotEqualTo(tree);
    assertThat(JsonTree.list(JsonTree.child(tree, "a"), "b")).containsExactly(1L);
  }
}
