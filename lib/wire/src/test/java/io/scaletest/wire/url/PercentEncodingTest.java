package io.scaletest.wire.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {
  @Test
  void encodesWhatARunIdMayContain() {
    assertThat(PercentEncoding.encoded("a!@#$%^&()+=.-z"))
        .isEqualTo("a%21%40%23%24%25%5E%26%28%29%2B%3D.-z");
  }

  @Test
  void encodesOtherCharactersAsUtf8() {
    assertThat(PercentEncoding.encoded("ä/ *~_")).isEqualTo("%C3%A4%2F%20%2A~_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain-._~", "a b+c%d/e", "äöü\u20ac\ud83d\ude00%"})
  void decodesWhatItEncodes(String text) {
    assertThat(PercentEncoding.decoded(PercentEncoding.encoded(text))).isEqualTo(text);
  }

  @Test
  void decodesSmallDigitsAndLeavesAPlusSign() {
    assertThat(PercentEncoding.decoded("a%2fb+c")).isEqualTo("a/b+c");
  }

  @Test
  void bytesThatAreNoUtf8AreKeptOrReplaced() {
    assertThat(PercentEncoding.decodedBytes("%ff")).containsExactly(0xff);
    assertThat(PercentEncoding.decoded("%ff")).isEqualTo("\ufffd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%2", "%g0", "%0g", "%-1", "%%41"})
  void refusesAPercentSignWithoutItsDigits(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PercentEncoding.decoded(text));
  }
}
