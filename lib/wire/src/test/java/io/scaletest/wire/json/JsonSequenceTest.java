package io.scaletest.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSequenceTest {
  private final List<String> taken = new ArrayList<>();

  private void read(String json) throws IOException, MalformedJsonException {
    JsonSequence.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
        Set.of("items"),
        (wrapper, value) -> taken.add(JsonWriter.text(wrapper) + JsonWriter.text(value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}{\"a\":2} {\"a\":3} | {}{\"a\":1};{}{\"a\":2};{}{\"a\":3}",
        "[{\"a\":1},\"b\"] | {}{\"a\":1};{}\"b\"",
        "{\"of\":\"s\",\"items\":[{\"a\":1},{\"a\":2}],\"x\":1} | "
            + "{\"of\":\"s\"}{\"a\":1};{\"of\":\"s\"}{\"a\":2}",
        "{\"items\":[]} | ``",
        "{\"items\":3} | {}{\"items\":3}",
        "`` | ``"
      })
  void eachValueIsTakenWithWhatWrapsIt(String json, String expected) throws Exception {
    read(json);

    assertThat(String.join(";", taken)).isEqualTo(expected);
  }

  @Test
  void whatStandsBeforeTheFaultWasTaken() {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("{\"a\":1}{\"a\":"));

    assertThat(taken).containsExactly("{}{\"a\":1}");
  }
}
