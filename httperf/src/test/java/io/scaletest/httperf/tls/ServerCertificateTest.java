package io.scaletest.httperf.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.process.ToolProcess;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ServerCertificateTest {
  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final X509Certificate certificate =
      ServerCertificate.selfSigned(WallClock.anchoredTo(Ticker.system())).chain().get(0);

  @Test
  void saysThatItIsNoAuthorityAndWhatItsKeyIsFor() {
    assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
    assertThat(certificate.getKeyUsage()).as("signs, and nothing else").startsWith(true, false);
    assertThat(certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER)).isNotNull();
    assertThat(certificate.getCriticalExtensionOIDs())
        .as("basic constraints, key usage")
        .containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
  }

  @Test
  void opensslTakesItByTheLetterOfTheStandard(@TempDir Path folder) throws Exception {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "openssl")));
    assumeThat(found || Boolean.parseBoolean(System.getenv("CI")))
        .as("openssl is on the path")
        .isTrue();
    Path file = folder.resolve("server.pem");
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    Files.writeString(
        file,
        "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n",
        StandardCharsets.US_ASCII);

    try (ToolProcess openssl =
        ToolProcess.command(
                "openssl",
                "verify",
                "-x509_strict",
                "-check_ss_sig",
                "-purpose",
                "sslserver",
                "-verify_hostname",
                "localhost",
                "-CAfile",
                file.toString(),
                file.toString())
            .start()) {
      assertThat(openssl.awaitExit(LIMIT)).as(openssl.stderr()).isZero();
    }
  }
}
