package io.scaletest.watching.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.watching.object.UnreadableAnswerException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonHeadsTest {
  private static final String OBJECT =
      "{\"kind\":\"Flunder\",\"metadata\":{\"name\":\"f\",\"namespace\":\"n\",\"uid\":\"u\","
          + "\"resourceVersion\":\"7\",\"annotations\":{\"name\":\"x\"}},\"spec\":{}}";

  private final JsonHeads heads = new JsonHeads();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private EventHead event(String text) throws UnreadableAnswerException {
    byte[] bytes = utf8("##" + text + "##");
    return heads.event(bytes, 2, bytes.length - 4);
  }

  @Test
  void readsTypeNameAndVersion() throws UnreadableAnswerException {
    EventHead head = event("{\"type\":\"MODIFIED\",\"object\":" + OBJECT + "}");

    assertThat(head).isEqualTo(new EventHead(EventType.MODIFIED, "n", "f", "7"));
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
        .isEqualTo(new EventHead(EventType.DELETED, "n", "f", "7"));
  }

  @Test
  void doesNotLookAtWhatFollows() throws UnreadableAnswerException {
    String cut = OBJECT.substring(0, OBJECT.indexOf(",\"annotations\""));
    assertThat(event("{\"type\":\"ADDED\",\"object\":" + cut + " nonsense").name()).isEqualTo("f");
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

    assertThat(heads.list(utf8(list), 7)).isEqualTo(new ListHead("9", 2, 1));
    assertThatThrownBy(() -> heads.list(utf8("{\"items\":[]}"), 7))
        .isInstanceOf(UnreadableAnswerException.class)
        .hasMessage("a list has no resourceVersion");
  }

  @Test
  void theTextOfAnEventIsItsObjectAsTheServerSentIt() throws UnreadableAnswerException {
    byte[] line = utf8("{\"type\":\"ADDED\",\"object\":" + OBJECT + "}");

    assertThat(heads.text(heads.event(line, 0, line.length), line, 0, line.length))
        .isEqualTo(OBJECT);
  }
}
