package io.scaletest.watching.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SharedHeadsTest {
  private final Counting counting = new Counting();
  private final SharedHeads heads = new SharedHeads(counting);

  /** Reads JSON, and counts. */
  private static final class Counting implements HeadReader {
    private final JsonHeads json = new JsonHeads();
    private int read;

    @Override
    public EventHead event(byte[] bytes, int offset, int length) throws UnreadableAnswerException {
      read++;
      return json.event(bytes, offset, length);
    }

    @Override
    public String accept() {
      return json.accept();
    }

    @Override
    public EventCutter.Framing framing() {
      return json.framing();
    }

    @Override
    public ServerStatus failure(byte[] bytes, int offset, int length)
        throws UnreadableAnswerException {
      return json.failure(bytes, offset, length);
    }

    @Override
    public ListHead list(byte[] bytes, long seenVersion, Consumer<EventHead> updated)
        throws UnreadableAnswerException {
      return json.list(bytes, seenVersion, updated);
    }

    @Override
    public ServerStatus refusal(int httpStatus, byte[] bytes) {
      return json.refusal(httpStatus, bytes);
    }

    @Override
    public String text(EventHead head, byte[] bytes, int offset, int length) {
      return json.text(head, bytes, offset, length);
    }
  }

  private static byte[] event(String name, String data) {
    String text =
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\""
            + name
            + "\",\"resourceVersion\":\"7\"},\"data\":\""
            + data
            + "\"}}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String nameOf(byte[] bytes, int offset) throws UnreadableAnswerException {
    return heads.event(bytes, offset, bytes.length - offset).name();
  }

  @Test
  void theSameBytesAreReadOnceWhereverTheyLie() throws UnreadableAnswerException {
    byte[] later =
        ("##" + new String(event("a", "x"), StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);

    assertThat(nameOf(event("a", "x"), 0)).isEqualTo("a");
    assertThat(nameOf(later, 2)).isEqualTo("a");
    assertThat(counting.read).isEqualTo(1);
  }

  @Test
  void otherBytesAreReadThoughTheyAreAsLong() throws UnreadableAnswerException {
    for (int i = 0; i < 10 * SharedHeads.EVENTS; i++) {
      String name = "n" + (1_000 + i);
      assertThat(nameOf(event(name, "x"), 0)).isEqualTo(name);
    }
    assertThat(counting.read).isEqualTo(10 * SharedHeads.EVENTS);
  }

  @Test
  void bytesThatAreOnlyLentAreNotKept() throws UnreadableAnswerException {
    byte[] lent = event("a", "x");
    assertThat(nameOf(lent, 0)).isEqualTo("a");
    System.arraycopy(event("b", "x"), 0, lent, 0, lent.length);

    assertThat(nameOf(lent, 0)).isEqualTo("b");
    assertThat(nameOf(event("a", "x"), 0)).isEqualTo("a");
  }

  @Test
  void eventsThatDifferFarBehindAreToldApart() throws UnreadableAnswerException {
    String tail = "x".repeat(2_000);
    byte[] one = event("a", tail + "1");
    byte[] other = event("a", tail + "2");

    assertThat(heads.event(one, 0, one.length)).isEqualTo(heads.event(other, 0, other.length));
    assertThat(counting.read).isEqualTo(2);
  }

  @Test
  void longEventsAreReadEachTime() throws UnreadableAnswerException {
    byte[] large = event("a", "x".repeat(SharedHeads.BYTES_MAX));
    nameOf(large, 0);
    nameOf(large, 0);

    assertThat(counting.read).isEqualTo(2);
  }

  @Test
  void whatIsNoEventIsUnreadableEachTime() {
    byte[] none = "{}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> nameOf(none, 0)).isInstanceOf(UnreadableAnswerException.class);
    assertThatThrownBy(() -> nameOf(none, 0)).isInstanceOf(UnreadableAnswerException.class);
  }
}
