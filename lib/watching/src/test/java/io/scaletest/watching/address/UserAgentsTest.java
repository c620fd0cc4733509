package io.scaletest.watching.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class UserAgentsTest {
  @Test
  void endsWithTheLocalTimeOfTheStart() {
    assertThat(
            UserAgents.withBirthmark(
                "flunder-logger",
                "10.0.0.1",
                Instant.parse("2020-08-31T21:05:09.123Z"),
                ZoneId.of("America/Los_Angeles")))
        .isEqualTo("flunder-logger@10.0.0.1@140509");
  }

  @Test
  void isToldAsTheOriginalTellsIt() {
    assertThat(UserAgents.line("flunder-logger@fd00::1@140509"))
        .isEqualTo("Using \"fd00::1\" as my host address, \"140509\" as my birthmark");
  }
}
