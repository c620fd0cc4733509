package io.scaletest.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTreeTest {
  private static final String BEYOND_LONG = "123456789012345678901234567890";

  @Test
  void aNumberBeyondALongLosesNothing() {
    String json = "{\"big\":" + BEYOND_LONG + ",\"name\":\"a\"}";

    Map<String, Object> tree = JsonTree.object(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();

    assertThat(tree).containsEntry("big", new BigInteger(BEYOND_LONG)).containsEntry("name", "a");
    assertThat(JsonTree.text(tree)).isEqualTo(json);
  }

  @Test
  void whatIsNoObjectIsEmpty() {
    assertThat(JsonTree.object("[1]".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(JsonTree.object("{\"a\":".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
