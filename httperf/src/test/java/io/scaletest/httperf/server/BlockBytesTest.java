package io.scaletest.httperf.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockBytesTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0, 3, ZZZ",
    "2, 0, 4, AZAZ",
    "5, 0, 10, A...ZA...Z",
    "5, 1, 4, ...Z",
    "5, 3, 4, .ZA.",
    "5, 1, 3, ...",
    "5, 4, 1, Z",
    "3, 6000000000000, 3, A.Z"
  })
  void aPartIsAsInTheWholeStream(int size, long position, int length, String expected) {
    assertThat(part(size, position, length)).isEqualTo(expected);
  }

  @Test
  void partsPutTogetherAreTheStream() {
    String whole = part(7, 0, 70);
    var parts = new StringBuilder();
    for (int position = 0; position < 70; position += 14) {
      parts.append(part(7, position, 3)).append(part(7, position + 3, 11));
    }

    assertThat(parts).hasToString(whole);
  }

  private static String part(int size, long position, int length) {
    ByteBuf target = Unpooled.buffer().writeBytes(new byte[] {1, 2});
    BlockBytes.append(target.ensureWritable(length), size, position, length);
    target.skipBytes(2);
    String text = target.toString(StandardCharsets.US_ASCII).replace('\0', '.');
    target.release();
    return text;
  }
}
