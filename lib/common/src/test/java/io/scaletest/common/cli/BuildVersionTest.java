package io.scaletest.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class BuildVersionTest {
  @Test
  void aClassOfAJarHasThatJarsDigest() {
    assertThat(BuildVersion.jarSha256(Assertions.class))
        .hasValueSatisfying(digest -> assertThat(digest).matches("[0-9a-f]{64}"));
  }

  @Test
  void aClassOfNoJarHasNone() {
    assertThat(BuildVersion.jarSha256(BuildVersionTest.class)).isEmpty();
    assertThat(BuildVersion.jarSha256(String.class)).isEmpty();
  }
}
