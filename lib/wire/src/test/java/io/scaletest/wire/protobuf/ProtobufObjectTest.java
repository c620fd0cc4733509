package io.scaletest.wire.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProtobufObjectTest {
  // k8s\0, field 1 "ab", field 4 varint 300, field 2 "xyz".
  private static final byte[] BODY = {
    'k', '8', 's', 0, 0x0a, 2, 'a', 'b', 0x20, (byte) 0xac, 2, 0x12, 3, 'x', 'y', 'z'
  };

  @Test
  void takesTheObjectOutOfItsEnvelope() {
    assertThat(ProtobufObject.unwrap(BODY)).hasValue("xyz".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whatIsNoEnvelopeHoldsNothing() {
    assertThat(ProtobufObject.unwrap(new byte[0])).isEmpty();
    assertThat(
            ProtobufObject.unwrap("{\"kind\":\"ConfigMap\"}".getBytes(StandardCharsets.US_ASCII)))
        .isEmpty();
  }

  @Test
  void findsAFieldBehindOthersOfEveryWireType() {
    byte[] message = {
      0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x18, (byte) 0x80, 1, 0x22, 1, 'm'
    };
    assertThat(ProtobufObject.field(message, 4)).hasValue(new byte[] {'m'});
    assertThat(ProtobufObject.field(message, 3)).as("a number is no bytes").isEmpty();
    assertThat(ProtobufObject.field(message, 9)).isEmpty();
  }

  @Test
  void whatIsCutOffAnywhereHoldsNothing() {
    for (int length = 0; length < BODY.length; length++) {
      assertThat(ProtobufObject.unwrap(Arrays.copyOf(BODY, length)))
          .as("cut at " + length)
          .isEmpty();
    }
  }

  @Test
  void aLengthBeyondEveryMessageHoldsNothing() {
    byte[] huge = {
      0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f
    };
    assertThat(ProtobufObject.field(huge, 1)).isEmpty();
    assertThat(ProtobufObject.field(new byte[] {0x0b}, 1)).as("a group").isEmpty();
  }
}
