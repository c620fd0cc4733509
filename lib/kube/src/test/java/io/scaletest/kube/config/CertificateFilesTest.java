package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
  @TempDir private Path folder;
  private final Instant now = WallClock.anchoredTo(Ticker.system()).now();
  private final TestAuthority authority = TestAuthority.create(now);
  private final ManualTicker ticker = new ManualTicker();

  @Test
  void takesWhatReplacedThem() throws Exception {
    write(authority.client("first", "g"));
    CertificateFiles files = open();
    Optional<CertificateAndKey> first = files.identity();
    CertificateAndKey next = authority.client("next", "g");
    write(next);

    assertThat(files.identity()).as("within a minute").isSameAs(first);
    ticker.advance(Duration.ofNanos(CertificateFiles.REREAD_NS));

    assertThat(files.identity().orElseThrow().chain()).containsExactly(next.certificate());
    assertThat(files.authorization()).isEqualTo("Bearer t");
  }

  @Test
  void readsThemAgainWhenTheServerRefuses() throws Exception {
    write(authority.client("first", "g"));
    CertificateFiles files = open();
    CertificateAndKey next = authority.client("next", "g");
    write(next);

    files.refused();

    assertThat(files.identity().orElseThrow().chain()).containsExactly(next.certificate());
  }

  @Test
  void keepsWhatItHasWhileThereIsNothingBetter() throws Exception {
    write(authority.client("first", "g"));
    CertificateFiles files = open();
    Optional<CertificateAndKey> first = files.identity();

    files.refused();
    assertThat(files.identity()).as("the same files").isSameAs(first);
    Files.writeString(folder.resolve("client.key"), "half");
    files.refused();

    assertThat(files.identity()).isSameAs(first);
  }

  private CertificateFiles open() throws ConfigurationException {
    return CertificateFiles.open(
        "user",
        folder.resolve("client.crt"),
        folder.resolve("client.key"),
        () -> "Bearer t",
        WallClock.startingAt(now, ticker));
  }

  private void write(CertificateAndKey issued) throws IOException {
    Files.writeString(folder.resolve("client.crt"), issued.certificatePem());
    Files.writeString(folder.resolve("client.key"), issued.privateKeyPem());
  }
}
