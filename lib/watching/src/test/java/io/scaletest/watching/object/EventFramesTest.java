package io.scaletest.watching.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFramesTest {
  private final List<String> taken = new ArrayList<>();
  private final EventFrames frames =
      new EventFrames(
          (bytes, offset, length) ->
              taken.add(new String(bytes, offset, length, StandardCharsets.US_ASCII)));

  private static final byte[] TWO = {0, 0, 0, 2, 'a', 'b', 0, 0, 0, 3, 'c', 'd', 'e'};

  @Test
  void eventsAreTakenWhereverTheirBytesAreCutWithOrWithoutAnArray()
      throws UnreadableAnswerException {
    for (int at = 1; at < TWO.length; at++) {
      taken.clear();
      frames.feed(ByteBuffer.wrap(TWO, 0, at).slice());
      frames.feed(ByteBuffer.wrap(TWO, at, TWO.length - at).asReadOnlyBuffer());
      assertThat(taken).as("cut at %d", at).containsExactly("ab", "cde");
    }
  }

  @Test
  void whatIsKeptOfAnEventIsToldAndIsNothingBetweenEvents() throws UnreadableAnswerException {
    assertThat(frames.partialBytes()).isZero();
    frames.feed(ByteBuffer.wrap(TWO, 0, 8));
    assertThat(frames.partialBytes()).isEqualTo(2);
    frames.feed(ByteBuffer.wrap(TWO, 8, 3));
    assertThat(frames.partialBytes()).isEqualTo(5);
    frames.feed(ByteBuffer.wrap(TWO, 11, 2));
    assertThat(frames.partialBytes()).isZero();
  }

  @Test
  void aLengthThatNoEventHasIsRefused() {
    byte[] json = "{\"type\":\"ADDED\"}".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> frames.feed(ByteBuffer.wrap(json)))
        .isInstanceOf(UnreadableAnswerException.class)
        .hasMessageContaining("must have 1 to 16777216 bytes, got 2065855609");
  }
}
