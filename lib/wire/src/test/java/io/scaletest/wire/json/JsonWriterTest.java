package io.scaletest.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {
  private static final long SEED = 11;

  @Test
  void setsCommasBetweenPartsAndNowhereElse() {
    JsonWriter json = new JsonWriter().object().put("a", 1).put("b", true).object("c").endObject();
    json.array("d").element("x").object().put("y", "z").endObject().array().endArray().endArray();
    json.putSecond("e", 0).putValue("f", null).putRaw("g", "[1]").putValue("h", List.of(1, 2));

    assertThat(json.endObject().endLine())
        .hasToString(
            "{\"a\":1,\"b\":true,\"c\":{},\"d\":[\"x\",{\"y\":\"z\"},[]],"
                + "\"e\":\"1970-01-01T00:00:00Z\",\"f\":null,\"g\":[1],\"h\":[1,2]}\n");
  }

  @Test
  void elementsThatAreJsonAlreadyHaveCommas() {
    JsonWriter json = new JsonWriter().array();
    json.raw("{\"a\":1}".getBytes(StandardCharsets.UTF_8))
        .raw("2".getBytes(StandardCharsets.UTF_8));

    assertThat(json.endArray()).hasToString("[{\"a\":1},2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "say \"no\" \\ yes | \"say \\\"no\\\" \\\\ yes\"",
        "äöü€\ud83d\ude00 | \"äöü€\ud83d\ude00\"",
      })
  void escapesWhatItMustAndNoMore(String text, String json) {
    assertThat(JsonWriter.text(text)).isEqualTo(json);
  }

  @Test
  void controlCharactersAreAsGoWritesThem() {
    assertThat(JsonWriter.text("\b\f\n\r\t\0\u001f\u007f"))
        .isEqualTo("\"\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\"");
  }

  @Test
  void halfOfASurrogatePairIsReplaced() {
    assertThat(JsonWriter.text("a\ud83db")).isEqualTo("\"a\ufffdb\"");
    assertThat(JsonWriter.text("a\ude00")).isEqualTo("\"a\ufffd\"");
  }

  @Test
  void rawTextBeyondAsciiIsUtf8() {
    assertThat(new JsonWriter().object().putRaw("ä", "\"ö€\"").endObject().bytes())
        .isEqualTo("{\"ä\":\"ö€\"}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNoValueOfATreeIsItsText() {
    assertThat(JsonWriter.text(Map.of(1, new StringBuilder("a\"b"))))
        .isEqualTo("{\"1\":\"a\\\"b\"}");
  }

  @Test
  void tellsWhereTheHoleIs() {
    JsonWriter writer = new JsonWriter().value(JsonTree.of("ä", "b", "v", JsonWriter.HOLE, "z", 1));
    byte[] json = writer.bytes();

    String before = new String(json, 0, writer.hole(), StandardCharsets.UTF_8);
    String behind =
        new String(json, writer.hole(), json.length - writer.hole(), StandardCharsets.UTF_8);
    assertThat(before).isEqualTo("{\"ä\":\"b\",\"v\":\"");
    assertThat(behind).isEqualTo("\",\"z\":1}");
    assertThat(new JsonWriter().object().endObject().hole()).isEqualTo(-1);
  }

  @Test
  void indentedTextHasALineForEachPart() {
    JsonWriter json = JsonWriter.indented().object().put("a", 1).object("b").endObject();
    json.array("c").element("x").value(List.of()).object().put("d", "e").endObject().endArray();

    assertThat(json.endObject())
        .hasToString(
            """
            {
              "a" : 1,
              "b" : { },
              "c" : [
                "x",
                [ ],
                {
                  "d" : "e"
                }
              ]
            }""");
  }

  @Test
  void whatIsWrittenIsReadAgain() throws MalformedJsonException {
    var random = new SplittableRandom(SEED);
    for (int round = 0; round < 2_000; round++) {
      Object tree = tree(random, 4);
      assertThat(JsonTree.parse(JsonWriter.bytes(tree)))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(tree);
    }
  }

  private static Object tree(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> text(random);
      case 1 -> random.nextLong();
      case 2 -> random.nextBoolean();
      case 3 -> null;
      case 4 -> BigDecimal.valueOf(random.nextInt(), 3);
      case 5 -> "plain";
      case 6 -> Arrays.asList(tree(random, depth - 1), tree(random, depth - 1));
      default -> {
        Map<String, Object> object = JsonTree.of();
        object.put(text(random), tree(random, depth - 1));
        object.put("b", tree(random, depth - 1));
        yield object;
      }
    };
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int point = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
      text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 'x' : point);
    }
    return text.toString();
  }
}
