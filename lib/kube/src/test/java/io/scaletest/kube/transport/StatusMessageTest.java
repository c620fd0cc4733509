package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StatusMessageTest {
  @Test
  void takesTheMessageOfTheStatusObjectItself() {
    assertThat(
            message(
                409,
                "{\"kind\":\"Status\",\"metadata\":{\"message\":\"no\"},\"details\":[1,{\"message\":2}],\"message\":\"configmaps"
                    + " \\\"a\\\" already exists\",\"code\":409}"))
        .isEqualTo("configmaps \"a\" already exists");
  }

  @Test
  void takesTheMessageOfAStatusInProtobuf() {
    byte[] body = "k8s\0\u0012\n\u0012\u0003abc\u001a\u0003bad".getBytes(StandardCharsets.UTF_8);
    assertThat(StatusMessage.of(422, body)).isEqualTo("bad");
  }

  @Test
  void takesTheMessageOfACutOffObject() {
    assertThat(message(422, "{\"message\":\"too long\",\"details\":{\"name\":\"aaaa"))
        .isEqualTo("too long");
  }

  @Test
  void takesTheTextOfWhatIsNoStatusObject() {
    assertThat(message(503, "upstream\n  connect error\n"))
        .isEqualTo("HTTP 503: upstream connect error");
    assertThat(message(500, "{\"message\":7}")).isEqualTo("HTTP 500: {\"message\":7}");
  }

  @Test
  void namesTheStatusWhereThereIsNothingElse() {
    assertThat(message(404, "")).isEqualTo("HTTP 404");
  }

  @Test
  void keepsAMessageToOneBoundedLine() {
    assertThat(message(500, "{\"message\":\"a\\nb" + "c".repeat(10_000) + "\"}"))
        .startsWith("a bccc")
        .hasSizeLessThan(FailureText.LIMIT_CHARS + 4);
  }

  private static String message(int status, String body) {
    return StatusMessage.of(status, body.getBytes(StandardCharsets.UTF_8));
  }
}
