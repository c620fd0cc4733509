package io.scaletest.watching.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.JsonDecoder;
import io.scaletest.watching.object.ListPage;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.object.WatchEvent;
import io.scaletest.wire.protobuf.ProtobufObject;
import io.scaletest.wire.protobuf.ProtobufWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers are written out here, as in upstream's {@code generated.proto}. */
class ProtobufDecoderTest {
  private static final Instant CREATED = Instant.parse("2026-11-21T09:27:19Z");

  private final ProtobufDecoder decoder = new ProtobufDecoder("data");
  private final ConfigMap configMap = new ConfigMap();

  /** A ConfigMap, of which a test changes what it is about. */
  private static final class ConfigMap {
    private String name = "a";
    private String namespace = "n";
    private String uid = "u";
    private String version = "12345";
    private final Map<String, String> labels = new LinkedHashMap<>(Map.of("purpose", "scaletest"));
    private final Map<String, String> annotations =
        new LinkedHashMap<>(
            Map.of(
                "scaletest/createTimestamp", "2026-11-21 06:27:19.123 -0300",
                "scaletest/updateTimestamp", "2026-11-21 06:27:20.001 -0300"));
    private final Map<String, String> data = new LinkedHashMap<>(Map.of("key1", "0", "key2", "z"));

    byte[] bytes() {
      ProtobufWriter out =
          new ProtobufWriter()
              .message(1)
              .text(1, name)
              .text(2, "")
              .text(3, namespace)
              .text(5, uid)
              .text(6, version)
              .bytes(8, new ProtobufWriter().number(1, CREATED.getEpochSecond()).bytes());
      labels.forEach((key, value) -> out.bytes(11, entry(key, value)));
      annotations.forEach((key, value) -> out.bytes(12, entry(key, value)));
      out.end();
      data.forEach((key, value) -> out.bytes(2, entry(key, value)));
      return out.bytes();
    }
  }

  private static byte[] entry(String key, String value) {
    return new ProtobufWriter().text(1, key).text(2, value).bytes();
  }

  private static byte[] enveloped(String kind, byte[] object) {
    return ProtobufObject.begin("v1", kind).append(object).bytes();
  }

  private static byte[] event(String type, byte[] raw) {
    return new ProtobufWriter().text(1, type).message(2).bytes(1, raw).bytes();
  }

  private byte[] event(String type) {
    return event(type, enveloped("ConfigMap", configMap.bytes()));
  }

  private WatchEvent decode(byte[] event) throws UnreadableAnswerException {
    byte[] around = new byte[event.length + 8];
    System.arraycopy(event, 0, around, 4, event.length);
    return decoder.decodeEvent(around, 4, event.length);
  }

  private ObjectState object() throws UnreadableAnswerException {
    return ((WatchEvent.ObjectEvent) decode(event("ADDED"))).object();
  }

  @Test
  void keepsIdentityVersionAndTimes() throws UnreadableAnswerException {
    ObjectState object = object();
    assertThat(object.key()).isEqualTo("n/a");
    assertThat(object.uid()).isEqualTo("u");
    assertThat(object.version()).isEqualTo(12345);
    assertThat(object.creationEpochSecond()).isEqualTo(CREATED.getEpochSecond());
    assertThat(object.createEpochMs()).isEqualTo(CREATED.plusMillis(123).toEpochMilli());
    assertThat(object.updateEpochMs()).isEqualTo(CREATED.plusMillis(1001).toEpochMilli());
  }

  @Test
  void saysWhatHappened() throws UnreadableAnswerException {
    for (WatchEvent.Type type : WatchEvent.Type.values()) {
      assertThat(decode(event(type.name()))).isEqualTo(new WatchEvent.ObjectEvent(type, object()));
    }
  }

  @Test
  void whateverTheContractComparesMakesADifference() throws UnreadableAnswerException {
    List<Runnable> changes =
        List.of(
            () -> configMap.name = "b",
            () -> configMap.namespace = "m",
            () -> configMap.uid = "v",
            () -> configMap.version = "12346",
            () -> configMap.labels.put("purpose", "other"),
            () -> configMap.labels.put("x", "1"),
            () -> configMap.annotations.put("scaletest/updateTimestamp", "none"),
            () -> configMap.annotations.remove("scaletest/createTimestamp"),
            () -> configMap.data.put("key1", "1"),
            () -> configMap.data.remove("key2"),
            () -> configMap.data.put("key3", "0"));
    for (Runnable change : changes) {
      ObjectState before = object();
      change.run();
      assertThat(object().sameAs(before)).as("change %d", changes.indexOf(change)).isFalse();
    }
  }

  @Test
  void entriesOfAMapMayComeInAnyOrder() throws UnreadableAnswerException {
    ObjectState before = object();
    String first = configMap.data.keySet().iterator().next();
    configMap.data.put(first, configMap.data.remove(first));
    assertThat(object().sameAs(before)).isTrue();
  }

  /** The same pair as label and as annotation is not the same object. */
  @Test
  void whereAPairStandsMakesADifference() throws UnreadableAnswerException {
    configMap.labels.put("x", "1");
    ObjectState label = object();
    configMap.labels.remove("x");
    configMap.annotations.put("x", "1");
    assertThat(object().sameAs(label)).isFalse();
  }

  @Test
  void objectWithoutTimesHasNone() throws UnreadableAnswerException {
    byte[] bare = new ProtobufWriter().message(1).text(1, "a").bytes(8, new byte[0]).end().bytes();
    var event = (WatchEvent.ObjectEvent) decode(event("ADDED", enveloped("ConfigMap", bare)));
    assertThat(event.object())
        .isEqualTo(
            new ObjectState(
                "",
                "a",
                "",
                "",
                ObjectState.NO_TIME,
                ObjectState.NO_TIME,
                ObjectState.NO_TIME,
                event.object().contentDigest()));
  }

  @Test
  void readsBookmarks() throws UnreadableAnswerException {
    byte[] plain = new ProtobufWriter().message(1).text(6, "77").end().bytes();
    byte[] last =
        new ProtobufWriter()
            .message(1)
            .text(6, "78")
            .bytes(12, entry("k8s.io/initial-events-end", "true"))
            .end()
            .bytes();
    assertThat(decode(event("BOOKMARK", enveloped("ConfigMap", plain))))
        .isEqualTo(new WatchEvent.Bookmark("77", false));
    assertThat(decode(event("BOOKMARK", enveloped("ConfigMap", last))))
        .isEqualTo(new WatchEvent.Bookmark("78", true));
  }

  private static byte[] status() {
    return new ProtobufWriter()
        .text(2, "Failure")
        .text(3, "too old")
        .text(4, "Expired")
        .bytes(5, new ProtobufWriter().number(5, 3).bytes())
        .number(6, 410)
        .bytes();
  }

  @Test
  void readsTheStatusOfAnErrorInEitherEncoding() throws UnreadableAnswerException {
    WatchEvent expected = new WatchEvent.Failure(new ServerStatus(410, "Expired", "too old", 3));
    byte[] json =
        """
        {"kind":"Status","reason":"Expired","message":"too old","code":410,\
        "details":{"retryAfterSeconds":3}}"""
            .getBytes(StandardCharsets.UTF_8);
    assertThat(decode(event("ERROR", enveloped("Status", status())))).isEqualTo(expected);
    assertThat(decode(event("ERROR", json))).isEqualTo(expected);
  }

  @Test
  void readsRefusalsWhateverTheyAre() {
    assertThat(decoder.decodeStatus(410, enveloped("Status", status())))
        .isEqualTo(new ServerStatus(410, "Expired", "too old", 3));
    assertThat(decoder.decodeStatus(429, "Too many requests\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new ServerStatus(429, "", "Too many requests", 0));
  }

  private byte[] list(String version) {
    return enveloped(
        "ConfigMapList",
        new ProtobufWriter()
            .message(1)
            .text(2, version)
            .text(3, "next page")
            .end()
            .bytes(2, configMap.bytes())
            .bytes());
  }

  @Test
  void readsAPageOfAList() throws UnreadableAnswerException {
    assertThat(decoder.decodeList(list("9")))
        .isEqualTo(new ListPage("9", "next page", List.of(object())));
    assertThatThrownBy(() -> decoder.decodeList(list("")))
        .isInstanceOf(UnreadableAnswerException.class)
        .hasMessage("a list has no resourceVersion");
  }

  @Test
  void readsWhatAServerSendsThatIgnoresWhatWasAskedFor() throws UnreadableAnswerException {
    String json =
        """
        {"metadata":{"name":"a","namespace":"n","uid":"u","resourceVersion":"5"},"data":{"k":"v"}}""";
    byte[] line = ("{\"type\":\"ADDED\",\"object\":" + json + "}").getBytes(StandardCharsets.UTF_8);
    byte[] list =
        ("{\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[" + json + "]}")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(decode(line)).isEqualTo(new JsonDecoder("data").decodeEvent(line, 0, line.length));
    assertThat(decoder.decodeList(list)).isEqualTo(new JsonDecoder("data").decodeList(list));
  }

  @Test
  void eventThatIsCutOffOrHasNoNameIsUnreadable() {
    byte[] whole = event("ADDED");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decode(cut))
          .as("%d bytes", length)
          .isInstanceOf(UnreadableAnswerException.class);
    }
    configMap.name = "";
    assertThatThrownBy(this::object)
        .isInstanceOf(UnreadableAnswerException.class)
        .hasMessage("an object has no name");
  }

  private List<String> cut(byte[]... chunks) throws UnreadableAnswerException {
    List<String> events = new ArrayList<>();
    EventCutter cutter =
        decoder
            .framing()
            .cutter(
                (bytes, offset, length) ->
                    events.add(new String(bytes, offset, length, StandardCharsets.UTF_8)));
    for (byte[] chunk : chunks) {
      cutter.feed(ByteBuffer.wrap(chunk));
    }
    return events;
  }

  @Test
  void cutsFramesOrLines() throws UnreadableAnswerException {
    assertThat(cut(new byte[0], new byte[] {0, 0}, new byte[] {0, 1, 'x', 0, 0, 0, 1, 'y'}))
        .containsExactly("x", "y");
    assertThat(
            cut("{}\n{".getBytes(StandardCharsets.UTF_8), "}\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("{}", "{}");
  }
}
