package io.scaletest.wire.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The expected bytes are the encoding guide's: https://protobuf.dev/programming-guides/encoding */
class ProtobufWriterTest {
  private static String hex(ProtobufWriter written) {
    return HexFormat.of().formatHex(written.bytes());
  }

  private static ProtobufFields read(ProtobufWriter written) throws MalformedProtobufException {
    byte[] bytes = written.bytes();
    ProtobufFields fields = new ProtobufFields(bytes, 0, bytes.length);
    assertThat(fields.next()).isTrue();
    return fields;
  }

  @Test
  void writesNumbersTextsAndMessagesAsTheEncodingGuide() {
    assertThat(hex(new ProtobufWriter().number(1, 150))).isEqualTo("089601");
    assertThat(hex(new ProtobufWriter().text(2, "testing"))).isEqualTo("120774657374696e67");
    assertThat(hex(new ProtobufWriter().message(3).number(1, 150).end())).isEqualTo("1a03089601");
    assertThat(hex(new ProtobufWriter().number(1, -2))).isEqualTo("08feffffffffffffffff01");
    assertThat(hex(new ProtobufWriter().flag(4, true).flag(5, false))).isEqualTo("20012800");
    assertThat(hex(new ProtobufWriter().bytes(1, new byte[] {1, 2}))).isEqualTo("0a020102");
    assertThat(hex(new ProtobufWriter().number(16, 0))).isEqualTo("800100");
  }

  @Test
  void aTextThatIsNotAsciiIsUtf8() throws MalformedProtobufException {
    assertThat(hex(new ProtobufWriter().text(1, "é"))).isEqualTo("0a02c3a9");
    String text = "x".repeat(127) + "€";
    assertThat(read(new ProtobufWriter().text(1, text)).text()).isEqualTo(text);
  }

  @Test
  void aMessagesLengthTakesAsManyBytesAsItNeeds() throws MalformedProtobufException {
    for (int size : new int[] {0, 1, 125, 126, 16_380, 16_381, 2_097_152}) {
      String text = "y".repeat(size);
      ProtobufWriter outer = new ProtobufWriter().message(1).message(2).text(3, text).end();
      ProtobufFields fields = read(outer.flag(4, true).end().text(5, "behind"));
      ProtobufFields inner = fields.message();
      assertThat(inner.next() && inner.is(2)).isTrue();
      assertThat(inner.message().next()).isTrue();
      assertThat(inner.length()).isGreaterThan(size);
      assertThat(inner.next() && inner.isNumber(4)).as("behind %d", size).isTrue();
      assertThat(fields.next() && fields.is(5)).isTrue();
      assertThat(fields.text()).isEqualTo("behind");
      assertThat(fields.next()).isFalse();
    }
  }

  @Test
  void theEndEndsWhatIsOpen() {
    assertThat(hex(new ProtobufWriter().message(1).message(2).number(3, 4)))
        .isEqualTo("0a0412021804");
  }

  @Test
  void anObjectStandsInTheServersEnvelope() throws MalformedProtobufException {
    byte[] body = ProtobufObject.begin("v1", "Node").text(7, "seven").bytes();
    assertThat(HexFormat.of().formatHex(body))
        .isEqualTo("6b387300" + "0a0a" + "0a027631" + "12044e6f6465" + "1207" + "3a05736576656e");
    ProtobufFields object = ProtobufObject.fields(body, 0, body.length);
    assertThat(object.next() && object.is(7)).isTrue();
    assertThat(object.field()).isEqualTo(7);
    assertThat(object.textIs(new byte[] {'s', 'e', 'v', 'e', 'n'})).isTrue();
    assertThat(object.textIs(new byte[] {'s', 'e', 'v', 'e'})).isFalse();
    assertThat(new String(body, object.offset(), object.length(), StandardCharsets.US_ASCII))
        .isEqualTo("seven");
  }
}
