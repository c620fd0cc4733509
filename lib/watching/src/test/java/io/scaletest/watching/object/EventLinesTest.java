package io.scaletest.watching.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventLinesTest {
  private static final long SEED = 4711;

  private final List<String> taken = new ArrayList<>();
  private final EventLines lines =
      new EventLines(
          (bytes, offset, length) -> {
            taken.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            return true;
          });

  private void feed(String text) throws UnreadableAnswerException {
    lines.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void cutsChunksAnywhereIntoTheSameLines() throws UnreadableAnswerException {
    var random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      var expected = new ArrayList<String>();
      var text = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        String line = "é".repeat(random.nextInt(9_000 >> random.nextInt(12)) + 1);
        expected.add(line);
        text.append(line).append('\n');
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      ByteBuffer whole = random.nextBoolean() ? ByteBuffer.wrap(bytes) : direct(bytes);
      taken.clear();
      int from = 0;
      while (from < bytes.length) {
        int length = Math.min(bytes.length - from, 1 + random.nextInt(6_000));
        lines.feed(whole.slice(from, length));
        from += length;
      }
      assertThat(taken).as("seed %d, round %d", SEED, round).isEqualTo(expected);
    }
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Test
  void leavesTheChunkAsItWas() throws UnreadableAnswerException {
    ByteBuffer chunk = ByteBuffer.wrap("a\nb".getBytes(StandardCharsets.UTF_8));
    lines.feed(chunk);
    assertThat(chunk.remaining()).isEqualTo(3);
    assertThat(lines.partialBytes()).isEqualTo(1);
  }

  @Test
  void skipsEmptyLines() throws UnreadableAnswerException {
    feed("\n\na\n\n");
    assertThat(taken).containsExactly("a");
  }

  @Test
  void handsNothingOnAfterTheTakerHasHadEnough() throws UnreadableAnswerException {
    var first = new ArrayList<Integer>();
    var closing =
        new EventLines(
            (bytes, offset, length) -> {
              first.add(length);
              return false;
            });
    closing.feed(ByteBuffer.wrap("a\nbb\nccc".getBytes(StandardCharsets.UTF_8)));
    closing.feed(ByteBuffer.wrap("c\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(first).containsExactly(1);
  }

  @Test
  void refusesALineWithoutEnd() throws UnreadableAnswerException {
    ByteBuffer megabyte = ByteBuffer.wrap(new byte[1 << 20]);
    for (int i = 0; i < EventLines.LINE_BYTES_MAX >> 20; i++) {
      lines.feed(megabyte);
    }
    assertThatThrownBy(() -> lines.feed(ByteBuffer.wrap(new byte[1])))
        .isInstanceOf(UnreadableAnswerException.class)
        .hasMessageContaining("longer than 16777216 bytes");
  }
}
