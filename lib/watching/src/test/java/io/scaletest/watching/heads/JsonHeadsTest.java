package io.scaletest.watching.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.UnreadableAnswerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonHeadsTest {
  private static final String OBJECT =
      "{\"kind\":\"Flunder\",\"metadata\":{\"name\":\"f\",\"namespace\":\"n\",\"uid\":\"u\","
          + "\"resourceVersion\":\"7\",\"annotations\":{\"name\":\"x\"}},\"spec\":{}}";

  private static final long CREATED_MS = 1_598_907_909_123L;
  private static final long UPDATED_MS = CREATED_MS + 1_000;
  private static final String ANNOTATIONS =
      "{\"a/b\":\"c\",\"scaletest/createTimestamp\":\"2020-08-31 14:05:09.123 -0700\","
          + "\"scaletest/updateTimestamp\":\"2020-08-31 21:05:10.123 +0000\"}";

  private static final Consumer<EventHead> NONE =
      object -> {
        throw new AssertionError("no client has updated " + object);
      };

  private final JsonHeads heads = new JsonHeads();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static EventHead head(EventType type, long stampEpochMs) {
    return new EventHead(type, "n", "f", "7", stampEpochMs);
  }

  /** As kube-apiserver writes it, where it has the object's type. */
  private static String stamped(String type) {
    return "{\"type\":\""
        + type
        + "\",\"object\":{\"metadata\":{\"name\":\"f\",\"namespace\":\"n\",\"resourceVersion\":\"7\","
        + "\"labels\":{\"a\":\"b\"},\"annotations\":"
        + ANNOTATIONS
        + ",\"managedFields\":[]},\"data\":{}}}";
  }

  /** As kube-apiserver writes custom resources, in the order of the alphabet. */
  private static String stampedCustom(String type) {
    return "{\"type\":\""
        + type
        + "\",\"object\":{\"apiVersion\":\"v1\",\"metadata\":{\"annotations\":"
        + ANNOTATIONS
        + ",\"managedFields\":[{\"name\":\"no\"}],\"name\":\"f\",\"namespace\":\"n\","
        + "\"resourceVersion\":\"7\"},\"spec\":{}}}";
  }

  private EventHead event(String text) throws UnreadableAnswerException {
    byte[] bytes = utf8("##" + text + "##");
    return heads.event(bytes, 2, bytes.length - 4);
  }

  @Test
  void readsTypeNameAndVersion() throws UnreadableAnswerException {
    EventHead head = event("{\"type\":\"MODIFIED\",\"object\":" + OBJECT + "}");

    assertThat(head).isEqualTo(head(EventType.MODIFIED, ObjectState.NO_TIME));
    assertThat(head.key()).isEqualTo("n/f");
    assertThat(head.version()).isEqualTo(7);
  }

  @Test
  void membersMayComeInAnyOrder() throws UnreadableAnswerException {
    assertThat(
            event(
                "{\"object\":{\"spec\":{\"metadata\":{\"name\":\"no\"}},\"metadata\":"
                    + "{\"managedFields\":[{\"name\":\"no\"}],\"name\":\"f\",\"namespace\":\"n\","
                    + "\"resourceVersion\":\"7\"}},\"type\":\"DELETED\"}"))
        .isEqualTo(head(EventType.DELETED, ObjectState.NO_TIME));
  }

  @Test
  void readsTheStampOfWhatHappened() throws UnreadableAnswerException {
    assertThat(event(stamped("ADDED"))).isEqualTo(head(EventType.ADDED, CREATED_MS));
    assertThat(event(stampedCustom("ADDED"))).isEqualTo(head(EventType.ADDED, CREATED_MS));
    assertThat(event(stamped("MODIFIED"))).isEqualTo(head(EventType.MODIFIED, UPDATED_MS));
    assertThat(event(stampedCustom("MODIFIED"))).isEqualTo(head(EventType.MODIFIED, UPDATED_MS));
    assertThat(event(stamped("DELETED"))).isEqualTo(head(EventType.DELETED, ObjectState.NO_TIME));
  }

  @Test
  void aStampThatIsNoTimeIsNone() throws UnreadableAnswerException {
    for (String value : List.of("\"yesterday\"", "null", "{\"scaletest/createTimestamp\":1}")) {
      String text = stamped("ADDED").replace("\"2020-08-31 14:05:09.123 -0700\"", value);
      assertThat(event(text)).isEqualTo(head(EventType.ADDED, ObjectState.NO_TIME));
    }
    assertThat(event(stamped("ADDED").replace(ANNOTATIONS, "null")))
        .isEqualTo(head(EventType.ADDED, ObjectState.NO_TIME));
  }

  @Test
  void doesNotLookAtWhatFollows() throws UnreadableAnswerException {
    assertThat(event(until("ADDED", "-0700\"") + " nonsense"))
        .isEqualTo(head(EventType.ADDED, CREATED_MS));
    assertThat(event(until("DELETED", "\"resourceVersion\":\"7\"") + " nonsense"))
        .isEqualTo(head(EventType.DELETED, ObjectState.NO_TIME));
    String unstamped = until("ADDED", "\"managedFields\":[").replace(ANNOTATIONS, "{}");
    assertThat(event(unstamped + " nonsense"))
        .isEqualTo(head(EventType.ADDED, ObjectState.NO_TIME));
  }

  private static String until(String type, String last) {
    String event = stamped(type);
    return event.substring(0, event.indexOf(last) + last.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"type\":\"ADDED\",\"object\":{\"meta", "{\"type\":\"NEW\"}"})
  void whatIsNoEventIsUnreadable(String text) {
    assertThatThrownBy(() -> event(text)).isInstanceOf(UnreadableAnswerException.class);
  }

  @Test
  void readsTheStatusOfAnErrorEvent() throws UnreadableAnswerException {
    byte[] line =
        utf8(
            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"metadata\":{},\"code\":410,"
                + "\"reason\":\"Expired\",\"message\":\"too old\"}}");

    assertThat(heads.event(line, 0, line.length).type()).isEqualTo(EventType.ERROR);
    assertThat(heads.failure(line, 0, line.length).isGone()).isTrue();
  }

  @Test
  void countsTheNewerObjectsOfAList() throws UnreadableAnswerException {
    String list =
        "{\"kind\":\"FlunderList\",\"metadata\":{\"resourceVersion\":\"9\"},\"items\":["
            + OBJECT
            + ","
            + OBJECT.replace("\"7\"", "\"8\"")
            + "]}";

    assertThat(heads.list(utf8(list), 7, NONE)).isEqualTo(new ListHead("9", 2, 1));
    assertThatThrownBy(() -> heads.list(utf8("{\"items\":[]}"), 7, NONE))
        .isInstanceOf(UnreadableAnswerException.class)
        .hasMessage("a list has no resourceVersion");
  }

  @Test
  void tellsOfTheObjectsOfAListThatAClientUpdated() throws UnreadableAnswerException {
    String object = stamped("ADDED").replaceFirst(".*\"object\":", "");
    String list =
        "{\"metadata\":{\"resourceVersion\":\"9\"},\"items\":["
            + OBJECT
            + ","
            + object.substring(0, object.length() - 1)
            + "]}";
    List<EventHead> updated = new ArrayList<>();

    assertThat(heads.list(utf8(list), 7, updated::add)).isEqualTo(new ListHead("9", 2, 0));
    assertThat(updated).containsExactly(head(EventType.MODIFIED, UPDATED_MS));
  }

  @Test
  void theTextOfAnEventIsItsObjectAsTheServerSentIt() throws UnreadableAnswerException {
    byte[] line = utf8("{\"type\":\"ADDED\",\"object\":" + OBJECT + "}");

    assertThat(heads.text(heads.event(line, 0, line.length), line, 0, line.length))
        .isEqualTo(OBJECT);
  }
}
