package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionsTest {
  private final Versions versions = new Versions();

  @Test
  void aRecordedVersionIsThatOfTheLatestWriteThatWasNotLater() {
    versions.start(1_000);
    assertThat(versions.at(5)).as("nothing is known yet").isEqualTo(1_000);
    versions.written(10, "1010");
    versions.written(20, "1025");

    assertThat(versions.at(9)).isEqualTo(1_000);
    assertThat(versions.at(10)).isEqualTo(1_010);
    assertThat(versions.at(19)).isEqualTo(1_010);
    assertThat(versions.at(9_999)).isEqualTo(1_025);
  }

  @Test
  void aRecordingWithoutVersionsHasTheNewest() {
    versions.start(1_000);
    versions.written(0, "1010");
    versions.written(0, "of another form");

    assertThat(versions.at(77)).isEqualTo(1_010);
  }

  @Test
  void theTableIsBounded() {
    versions.start(1);
    for (long i = 1; i <= Versions.KEPT + 10; i++) {
      versions.written(i, Long.toString(1_000_000 + i));
    }

    assertThat(versions.at(3)).as("forgotten: as old as is known").isEqualTo(1_000_010);
    assertThat(versions.at(11)).isEqualTo(1_000_011);
  }
}
