package io.scaletest.watching.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.wire.protobuf.ProtobufObject;
import io.scaletest.wire.protobuf.ProtobufWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads what a kube-apiserver 1.36 and a sample-apiserver 0.36 sent. */
class ProtobufHeadsTest {
  private static final byte[] LIST = resource("configmap-list.pb");
  private static final byte[] WATCH = resource("configmap-watch.pb");
  private static final byte[] REFUSAL = resource("flunder-refusal.pb");

  private final ProtobufHeads heads = new ProtobufHeads();
  private final List<EventHead> updated = new ArrayList<>();

  private static EventHead head(EventType type, String version) {
    return new EventHead(type, "pb", "a", version, ObjectState.NO_TIME);
  }

  private static byte[] resource(String name) {
    try (InputStream in = ProtobufHeadsTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<EventHead> read(ByteBuffer... chunks) throws UnreadableAnswerException {
    List<byte[]> frames = new ArrayList<>();
    EventCutter cutter =
        heads
            .framing()
            .cutter(
                (bytes, offset, length) ->
                    frames.add(Arrays.copyOfRange(bytes, offset, offset + length)));
    for (ByteBuffer chunk : chunks) {
      cutter.feed(chunk);
    }
    List<EventHead> events = new ArrayList<>();
    for (byte[] frame : frames) {
      events.add(heads.event(frame, 0, frame.length));
    }
    return events;
  }

  @Test
  void readsTheEventsOfAWatch() throws UnreadableAnswerException {
    assertThat(read(ByteBuffer.wrap(WATCH)))
        .containsExactly(
            head(EventType.ADDED, "1149"),
            head(EventType.MODIFIED, "1151"),
            head(EventType.DELETED, "1152"));
  }

  private static byte[] stamped(EventType type) {
    byte[] object = object().bytes();
    return new ProtobufWriter()
        .text(1, type.name())
        .message(2)
        .bytes(1, ProtobufObject.begin("v1", "ConfigMap").append(object).bytes())
        .bytes();
  }

  private static ProtobufWriter object() {
    return new ProtobufWriter()
        .message(1)
        .text(1, "a")
        .text(3, "pb")
        .text(6, "7")
        .bytes(12, new ProtobufWriter().text(1, "a/b").text(2, "c").bytes())
        .bytes(12, stamp("scaletest/createTimestamp", "2020-08-31 14:05:09.123 -0700"))
        .bytes(12, stamp("scaletest/updateTimestamp", "2020-08-31 21:05:10.123 +0000"))
        .end();
  }

  private static byte[] stamp(String key, String value) {
    return new ProtobufWriter().text(1, key).text(2, value).bytes();
  }

  @ParameterizedTest
  @CsvSource({"ADDED,1598907909123", "MODIFIED,1598907910123", "DELETED,"})
  void readsTheStampOfWhatHappened(EventType type, Long stampEpochMs)
      throws UnreadableAnswerException {
    byte[] event = stamped(type);

    assertThat(heads.event(event, 0, event.length))
        .isEqualTo(
            new EventHead(
                type, "pb", "a", "7", stampEpochMs == null ? ObjectState.NO_TIME : stampEpochMs));
  }

  @Test
  void tellsOfTheObjectsOfAListThatAClientUpdated() throws UnreadableAnswerException {
    byte[] list =
        ProtobufObject.begin("v1", "ConfigMapList")
            .message(1)
            .text(2, "9")
            .end()
            .bytes(2, object().bytes())
            .bytes();

    assertThat(heads.list(list, 0, updated::add)).isEqualTo(new ListHead("9", 1, 1));
    assertThat(updated)
        .containsExactly(new EventHead(EventType.MODIFIED, "pb", "a", "7", 1_598_907_910_123L));
  }

  @Test
  void readsTheSameWhereverTheChunksWereCut() throws UnreadableAnswerException {
    List<EventHead> whole = read(ByteBuffer.wrap(WATCH));
    for (int first = 0; first < WATCH.length; first++) {
      ByteBuffer all = ByteBuffer.wrap(WATCH);
      ByteBuffer direct = ByteBuffer.allocateDirect(WATCH.length - first);
      direct.put(WATCH, first, WATCH.length - first).flip();
      assertThat(read(all.slice(0, first), direct)).as("cut at %d", first).isEqualTo(whole);
    }
  }

  @Test
  void countsTheNewerObjectsOfAList() throws UnreadableAnswerException {
    assertThat(heads.list(LIST, 1148, updated::add)).isEqualTo(new ListHead("1149", 1, 1));
    assertThat(heads.list(LIST, 1149, updated::add)).isEqualTo(new ListHead("1149", 1, 0));
  }

  @Test
  void readsWhyTheServerRefuses() {
    ServerStatus status = heads.refusal(406, REFUSAL);

    assertThat(status.code()).isEqualTo(406);
    assertThat(status.reason()).isEqualTo("NotAcceptable");
    assertThat(status.message())
        .isEqualTo(
            "object *v1alpha1.FlunderList does not implement the protobuf marshalling interface"
                + " and cannot be encoded to a protobuf message");
  }

  @Test
  void readsTheStatusOfAnErrorEvent() throws UnreadableAnswerException {
    var event = new ByteArrayOutputStream();
    event.writeBytes(new byte[] {0x0a, 5, 'E', 'R', 'R', 'O', 'R', 0x12});
    int length = REFUSAL.length;
    int extension = length + 1 + lengthOf(length);
    write(event, extension);
    event.write(0x0a);
    write(event, length);
    event.writeBytes(REFUSAL);
    byte[] bytes = event.toByteArray();

    ServerStatus status = heads.failure(bytes, 0, bytes.length);

    assertThat(status.code()).isEqualTo(406);
    assertThat(status.reason()).isEqualTo("NotAcceptable");
  }

  private static void write(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static int lengthOf(int number) {
    return number > 0x7f ? 2 : 1;
  }

  @Test
  void aRefusalInJsonOrPlainTextIsReadToo() {
    byte[] json = "{\"kind\":\"Status\",\"message\":\"no\"}".getBytes(StandardCharsets.UTF_8);
    byte[] plain = "Too many requests\n".getBytes(StandardCharsets.UTF_8);

    assertThat(heads.refusal(403, json).message()).isEqualTo("no");
    assertThat(heads.refusal(429, plain).message()).isEqualTo("Too many requests");
  }

  @Test
  void everyTruncationIsUnreadableAndNothingElse() {
    for (int length = 0; length < LIST.length; length++) {
      byte[] cut = Arrays.copyOf(LIST, length);
      try {
        heads.list(cut, 0, updated::add);
      } catch (UnreadableAnswerException e) {
        continue;
      }
      // A cut between two fields cannot be told: the list is then only shorter.
      assertThat(length).isGreaterThan(LIST.length - 10);
    }
  }

  @Test
  void aFrameLongerThanAnyEventIsUnreadable() {
    assertThatThrownBy(() -> read(ByteBuffer.wrap(new byte[] {0x7f, 0, 0, 0, 1})))
        .isInstanceOf(UnreadableAnswerException.class)
        .hasMessageContaining("got 2130706432");
  }
}
