package io.scaletest.common.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.InvalidPathException;
import org.junit.jupiter.api.Test;

class PathTextTest {
  @Test
  void namesTheLocaleAndTheWayOut() {
    assertThat(PathText.refusal(new InvalidPathException("/tmp/ü", "Malformed input")))
        .isEqualTo(
            "the locale's encoding ("
                + System.getProperty("sun.jnu.encoding")
                + ") does not have all characters of the path /tmp/ü; set LC_ALL=C.UTF-8");
  }

  @Test
  void saysTheReasonOfAnyOther() {
    assertThat(PathText.refusal(new InvalidPathException("a\0b", "Nul character not allowed")))
        .isEqualTo("not a path: a\0b (Nul character not allowed)");
  }
}
