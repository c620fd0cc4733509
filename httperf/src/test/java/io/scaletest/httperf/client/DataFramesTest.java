package io.scaletest.httperf.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataFramesTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int END_OF_STREAM = 0x1;
  private static final int PADDED = 0x8;

  private final List<String> seen = new ArrayList<>();
  private int flowBytes;
  private final EmbeddedChannel channel = new EmbeddedChannel(new DataFrames(new Recorder()));

  private final class Recorder implements DataFrames.Sink {
    @Override
    public void data(int streamId, ByteBuf data, int length, int flow) {
      flowBytes += flow;
      String text = data.toString(data.readerIndex(), length, StandardCharsets.US_ASCII);
      String tail = seen.isEmpty() ? "" : seen.get(seen.size() - 1);
      if (tail.startsWith(streamId + ":")) {
        seen.set(seen.size() - 1, tail + text);
      } else if (length > 0) {
        seen.add(streamId + ":" + text);
      }
    }

    @Override
    public void dataEnd(int streamId) {
      seen.add("end " + streamId);
    }
  }

  @Test
  void dataIsTakenAndEverythingElsePassedOnWholeHoweverItIsCut() {
    ByteBuf wire = Unpooled.buffer();
    frame(wire, HEADERS, 0, 1, "head");
    frame(wire, DATA, 0, 1, "hello ");
    frame(wire, DATA, 0, 3, "other");
    frame(wire, 4, 0, 0, "");
    frame(wire, DATA, END_OF_STREAM, 3, "");
    frame(wire, DATA, END_OF_STREAM, 1, "world");
    byte[] bytes = ByteBufUtil.getBytes(wire);
    for (int piece = 1; piece <= bytes.length; piece++) {
      seen.clear();
      flowBytes = 0;
      for (int from = 0; from < bytes.length; from += piece) {
        int length = Math.min(piece, bytes.length - from);
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, length));
      }

      assertThat(seen)
          .as("in pieces of %d", piece)
          .containsExactly("1:hello ", "3:other", "end 3", "1:world", "end 1");
      assertThat(flowBytes).isEqualTo(16);
      assertThat(passedOn()).isEqualTo("head");
      assertThat(passedOn()).isEmpty();
      assertThat(channel.inboundMessages()).isEmpty();
    }
    wire.release();
  }

  @Test
  void paddingIsNoDataButCountsAgainstTheWindow() {
    ByteBuf wire = Unpooled.buffer();
    frame(wire, DATA, PADDED | END_OF_STREAM, 5, "\3data\0\0\0");
    byte[] bytes = ByteBufUtil.getBytes(wire);
    for (int piece = 1; piece <= bytes.length; piece++) {
      seen.clear();
      flowBytes = 0;
      for (int from = 0; from < bytes.length; from += piece) {
        int length = Math.min(piece, bytes.length - from);
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, length));
      }

      assertThat(seen).as("in pieces of %d", piece).containsExactly("5:data", "end 5");
      assertThat(flowBytes).isEqualTo(8);
    }
    wire.release();
  }

  @Test
  void aFrameThatPretendsToBePaddedBeyondItsEndClosesTheConnection() {
    ByteBuf wire = Unpooled.buffer();
    frame(wire, DATA, PADDED, 5, "\11data");
    channel.writeInbound(wire);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aHugeFrameOfAnotherKindClosesTheConnection() {
    ByteBuf wire = Unpooled.buffer();
    wire.writeMedium(DataFrames.OTHER_FRAME_BYTES_MAX + 1).writeByte(HEADERS).writeByte(0);
    channel.writeInbound(wire.writeInt(1));

    assertThat(channel.isOpen()).isFalse();
  }

  private String passedOn() {
    ByteBuf frame = channel.readInbound();
    String text =
        frame.toString(
            DataFrames.HEAD_BYTES,
            frame.readableBytes() - DataFrames.HEAD_BYTES,
            StandardCharsets.US_ASCII);
    frame.release();
    return text;
  }

  private static void frame(ByteBuf wire, int type, int flags, int streamId, String content) {
    wire.writeMedium(content.length()).writeByte(type).writeByte(flags).writeInt(streamId);
    wire.writeCharSequence(content, StandardCharsets.US_ASCII);
  }
}
