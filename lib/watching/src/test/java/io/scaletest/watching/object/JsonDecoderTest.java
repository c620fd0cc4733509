package io.scaletest.watching.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
  private static final String ADDED =
      """
      {"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{\
      "name":"1121.0927.1234-007","namespace":"scaletest","uid":"0aa5c2a0-57a8-43b3",\
      "resourceVersion":"12345","creationTimestamp":"2026-11-21T09:27:19Z",\
      "labels":{"purpose":"scaletest","x":"1"},"annotations":{\
      "scaletest/createTimestamp":"2026-11-21 06:27:19.123 -0300",\
      "scaletest/updateTimestamp":"2026-11-21 06:27:20.001 -0300"},\
      "managedFields":[{"manager":"cmdriver","fieldsV1":{"f:data":{".":{}}}}]},\
      "data":{"key1":"00000","key2":"z"}}}""";

  private final JsonDecoder decoder = new JsonDecoder("data");

  private WatchEvent decode(String line) throws UnreadableAnswerException {
    byte[] bytes = ("junk" + line + "junk").getBytes(StandardCharsets.UTF_8);
    return decoder.decodeEvent(bytes, 4, bytes.length - 8);
  }

  private ObjectState object(String line) throws UnreadableAnswerException {
    return ((WatchEvent.ObjectEvent) decode(line)).object();
  }

  @Test
  void keepsIdentityVersionAndTimes() throws UnreadableAnswerException {
    ObjectState object = object(ADDED);
    assertThat(object.key()).isEqualTo("scaletest/1121.0927.1234-007");
    assertThat(object.uid()).isEqualTo("0aa5c2a0-57a8-43b3");
    assertThat(object.resourceVersion()).isEqualTo("12345");
    assertThat(object.version()).isEqualTo(12345);
    assertThat(object.creationEpochSecond())
        .isEqualTo(Instant.parse("2026-11-21T09:27:19Z").getEpochSecond());
    assertThat(object.createEpochMs())
        .isEqualTo(Instant.parse("2026-11-21T09:27:19.123Z").toEpochMilli());
    assertThat(object.updateEpochMs())
        .isEqualTo(Instant.parse("2026-11-21T09:27:20.001Z").toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"resourceVersion\":\"12345\"|\"resourceVersion\":\"12346\"",
        "\"uid\":\"0aa|\"uid\":\"1aa",
        "\"key1\":\"00000\"|\"key1\":\"00001\"",
        "\"key1\":\"00000\"|\"key3\":\"00000\"",
        "\"key1\":\"00000\",\"key2\":\"z\"|\"key1\":\"z\",\"key2\":\"00000\"",
        ",\"key2\":\"z\"|",
        "\"x\":\"1\"|\"x\":\"2\"",
        "20.001 -0300|20.002 -0300",
        "\"labels\":{\"purpose\":\"scaletest\",\"x\":\"1\"}|\"labels\":{}",
        "\"name\":\"1121.0927.1234-007\"|\"name\":\"1121.0927.1234-008\"",
        "\"namespace\":\"scaletest\"|\"namespace\":\"default\"",
      })
  void whateverTheContractComparesMakesADifference(String change) throws UnreadableAnswerException {
    String[] fromTo = change.split("\\|", -1);
    assertThat(ADDED).contains(fromTo[0]);
    ObjectState other = object(ADDED.replace(fromTo[0], fromTo[1]));
    assertThat(other.sameAs(object(ADDED))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"key1\":\"00000\",\"key2\":\"z\"|\"key2\":\"z\",\"key1\":\"00000\"",
        "\"manager\":\"cmdriver\"|\"manager\":\"kubectl\"",
        "\"purpose\":\"scaletest\",\"x\":\"1\"|\"x\":\"1\",\"purpose\":\"scaletest\"",
        "\"key2\":\"z\"|\"key2\":\"\\u007a\"",
      })
  void whatIsNotComparedMakesNone(String change) throws UnreadableAnswerException {
    String[] fromTo = change.split("\\|", -1);
    assertThat(ADDED).contains(fromTo[0]);
    ObjectState other = object(ADDED.replace(fromTo[0], fromTo[1]));
    assertThat(other.sameAs(object(ADDED))).isTrue();
  }

  @Test
  void comparesNestedContentToItsDepths() throws UnreadableAnswerException {
    var specs = new JsonDecoder("spec");
    String line =
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"f\"},\"spec\":"
            + "{\"list\":[1,2,{\"a\":null}],\"flag\":true}}}";
    long digest = digest(specs, line);
    assertThat(digest(specs, line.replace("1,2", "2,1"))).isNotEqualTo(digest);
    assertThat(digest(specs, line.replace("[1,", "[\"1\","))).isNotEqualTo(digest);
    assertThat(digest(specs, line.replace("null", "false"))).isNotEqualTo(digest);
    assertThat(digest(specs, line.replace("[1,2,{\"a\":null}]", "[]"))).isNotEqualTo(digest);
    assertThat(digest(specs, line.replace("\"spec\"", "\"status\""))).isNotEqualTo(digest);
    assertThat(digest(specs, line)).isEqualTo(digest);
  }

  private static long digest(JsonDecoder decoder, String line) throws UnreadableAnswerException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return ((WatchEvent.ObjectEvent) decoder.decodeEvent(bytes, 0, bytes.length))
        .object()
        .contentDigest();
  }

  @Test
  void membersMayComeInAnyOrder() throws UnreadableAnswerException {
    String line =
        "{\"object\":{\"data\":{\"k\":\"v\"},\"metadata\":{\"resourceVersion\":\"7\","
            + "\"name\":\"a\"}},\"type\":\"DELETED\"}";
    var event = (WatchEvent.ObjectEvent) decode(line);
    assertThat(event.type()).isEqualTo(WatchEvent.Type.DELETED);
    assertThat(event.object().key()).isEqualTo("a");
  }

  @Test
  void missingOrUnreadableTimesAreNoTimes() throws UnreadableAnswerException {
    ObjectState object =
        object(
            ADDED
                .replace("2026-11-21 06:27:19.123 -0300", "yesterday")
                .replace("2026-11-21T09:27:19Z", "2026-13-41T09:27:19Z"));
    assertThat(object.createEpochMs()).isEqualTo(ObjectState.NO_TIME);
    assertThat(object.creationEpochSecond()).isEqualTo(ObjectState.NO_TIME);
  }

  @Test
  void readsCreationTimesWithAFraction() throws UnreadableAnswerException {
    ObjectState object = object(ADDED.replace("09:27:19Z", "09:27:19.987654Z"));
    assertThat(object.creationEpochSecond()).isEqualTo(object(ADDED).creationEpochSecond());
  }

  @Test
  void decodesBookmarks() throws UnreadableAnswerException {
    assertThat(
            decode(
                "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\","
                    + "\"creationTimestamp\":null}}}"))
        .isEqualTo(new WatchEvent.Bookmark("9", false));
    assertThat(
            decode(
                "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\","
                    + "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}"))
        .isEqualTo(new WatchEvent.Bookmark("9", true));
  }

  @Test
  void decodesRefusals() throws UnreadableAnswerException {
    var failure =
        (WatchEvent.Failure)
            decode(
                "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"metadata\":{},\"code\":410,"
                    + "\"status\":\"Failure\",\"message\":\"too old\",\"reason\":\"Expired\"}}");
    assertThat(failure.status()).isEqualTo(new ServerStatus(410, "Expired", "too old", 0));
    assertThat(failure.status().isGone()).isTrue();
    assertThat(decoder.decodeStatus(502, "<html>\nbad gateway".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new ServerStatus(502, "", "<html>", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"type\":\"ADDED\"}",
        "{\"type\":\"MOVED\",\"object\":{\"metadata\":{\"name\":\"a\"}}}",
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"",
        "not json",
      })
  void saysSoWhenALineIsNoEvent(String line) {
    assertThatThrownBy(() -> decode(line)).isInstanceOf(UnreadableAnswerException.class);
  }

  @Test
  void decodesAPageOfAList() throws UnreadableAnswerException {
    String page =
        "{\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"70\",\"continue\":\"c\"},"
            + "\"items\":[{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"3\"}},"
            + "{\"metadata\":{\"name\":\"b\",\"resourceVersion\":\"4\"}}]}";
    ListPage decoded = decoder.decodeList(page.getBytes(StandardCharsets.UTF_8));
    assertThat(decoded.resourceVersion()).isEqualTo("70");
    assertThat(decoded.continueToken()).isEqualTo("c");
    assertThat(decoded.items()).extracting(ObjectState::key).containsExactly("a", "b");
  }

  @Test
  void anEmptyListMayHaveNullItems() throws UnreadableAnswerException {
    String page = "{\"metadata\":{\"resourceVersion\":\"70\"},\"items\":null}";
    assertThat(decoder.decodeList(page.getBytes(StandardCharsets.UTF_8)).items()).isEmpty();
  }
}
