package io.scaletest.wire.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerTest {
  /**
   * <i>Source:</i> X.690, 8.1.3: the shortest form, and its first byte the number of the others.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 0400",
    "127, 047f",
    "128, 048180",
    "255, 0481ff",
    "256, 04820100",
    "65535, 0482ffff",
    "65536, 0483010000",
    "16777216, 048401000000"
  })
  void everyLengthIsInItsShortestForm(int length, String head) {
    byte[] value = Der.value(Der.OCTETS, new byte[length]);

    assertThat(value).hasSize(head.length() / 2 + length);
    assertThat(hex(Arrays.copyOf(value, head.length() / 2))).isEqualTo(head);
  }

  /** <i>Source:</i> RFC 5280, 4.1.2.5. */
  @ParameterizedTest
  @CsvSource({
    "1950-01-01T00:00:00Z, 23, 500101000000Z",
    "2026-03-01T12:34:56.789Z, 23, 260301123456Z",
    "2049-12-31T23:59:59Z, 23, 491231235959Z",
    "2050-01-01T00:00:00Z, 24, 20500101000000Z",
    "9999-12-31T23:59:59Z, 24, 99991231235959Z"
  })
  void aDateHasACenturyFrom2050On(Instant date, int tag, String text) {
    assertThat(Der.time(date)).isEqualTo(Der.value(tag, Der.ascii(text)));
  }

  @Test
  void aDateThatNoCertificateCanHaveIsRefused() {
    for (String date : new String[] {"1949-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Der.time(Instant.parse(date)))
          .withMessageContaining("1950 to 9999");
    }
  }

  @Test
  void anObjectIdentifiersArcsAreOfAnySize() {
    assertThat(hex(Der.objectId(1, 2, 840, 113549))).isEqualTo("06062a864886f70d");
    assertThat(hex(Der.objectId(2, 999, 3))).as("X.690, 8.19.5").isEqualTo("0603883703");
  }

  @Test
  void whatIsNotAsciiIsRefusedAndNotReplaced() {
    Stream.of("bücher.example", "\u212a8s")
        .forEach(
            name ->
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> Der.ascii(name))
                    .withMessageContaining("must be ASCII"));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
