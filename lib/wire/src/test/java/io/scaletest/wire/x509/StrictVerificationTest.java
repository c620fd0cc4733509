package io.scaletest.wire.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL takes what is issued when it goes by the letter of RFC 5280. */
@Timeout(300)
class StrictVerificationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  @BeforeEach
  void openssl() {
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      boolean found =
          Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
              .anyMatch(each -> Files.isExecutable(Path.of(each, "openssl")));
      assumeThat(found).as("openssl is on the path").isTrue();
    }
  }

  @Test
  void everyKindOfCertificateOfAnAuthority() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("ca", NOW);

    everyKindIsTaken(authority, NOW);
  }

  @Test
  void everyKindOfAnAuthorityThatWasMadeElsewhere() throws Exception {
    Path key = folder.resolve("elsewhere.key");
    Path certificate = folder.resolve("elsewhere.pem");
    run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        .with("-keyout", key.toString(), "-out", certificate.toString(), "-subj", "/CN=elsewhere")
        .with("-days", "36500", "-addext", "keyUsage=critical,keyCertSign")
        .succeeds();

    Instant now = Instant.now();
    var identity = CertificateAndKey.parse(Files.readString(certificate), Files.readString(key));
    everyKindIsTaken(CertificateAuthority.from(identity, now), now);
  }

  @Test
  void aCertificateThatSignsItself() throws Exception {
    Instant now = Instant.now();
    Path file =
        write(
            "own.pem",
            CertificateAuthority.selfSigned(
                "localhost", List.of("localhost"), List.of("::1"), now, now.plusSeconds(3600)));

    assertThat(
            run("verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslserver")
                .with("-verify_hostname", "localhost", "-CAfile", file.toString(), file.toString())
                .succeeds())
        .endsWith(": OK\n");
  }

  @Test
  void aRequestForACertificate() throws Exception {
    for (KeyKind kind : KeyKind.values()) {
      String pem = CertificateAuthority.signingRequest(kind.generate(), "jane", List.of("a", "b"));
      Path file = Files.writeString(folder.resolve("request.pem"), pem);

      assertThat(run("req", "-verify", "-noout", "-subject", "-in", file.toString()).succeeds())
          .contains("verify OK", "O = a, O = b, CN = jane");
    }
  }

  @Test
  void aRequestForAServersCertificateSaysItsNames() throws Exception {
    String pem =
        CertificateAuthority.signingRequest(
            KeyKind.EC.generate(), "n", List.of("a"), List.of("n"), List.of("10.0.0.1", "fd00::1"));
    Path file = Files.writeString(folder.resolve("request.pem"), pem);

    assertThat(run("req", "-verify", "-noout", "-text", "-in", file.toString()).succeeds())
        .contains("verify OK", "DNS:n, IP Address:10.0.0.1, IP Address:FD00:0:0:0:0:0:0:1");
  }

  @Test
  void datesHaveTheFormThatTheirYearAsksFor() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("ca", NOW);
    CertificateAndKey lasting =
        authority.issueClient("jane", List.of(), KeyKind.EC, NOW.plus(Duration.ofDays(365 * 30L)));
    Path file = write("lasting.pem", lasting);

    assertThat(run("asn1parse", "-in", file.toString()).succeeds())
        .contains("UTCTIME           :260301110000Z", "GENERALIZEDTIME   :20560222120000Z");
  }

  private void everyKindIsTaken(CertificateAuthority authority, Instant now) throws Exception {
    Path root = write("root.pem", authority.identity());
    String tomorrow = Long.toString(now.plus(Duration.ofDays(1)).getEpochSecond());
    Instant until = authority.notAfter();
    List<Path> leaves = new ArrayList<>();
    leaves.add(write("server.pem", authority.issueServer("s", List.of("a.b"), List.of("::1"))));
    for (KeyKind kind : KeyKind.values()) {
      CertificateAndKey user =
          authority.issueClient("system:node:n", List.of("a", "b"), kind, until);
      leaves.add(write(kind + ".pem", user));
    }
    for (Path leaf : leaves) {
      String purpose = leaf.endsWith("server.pem") ? "sslserver" : "sslclient";
      assertThat(
              run("verify", "-x509_strict", "-check_ss_sig", "-purpose", purpose)
                  .with("-attime", tomorrow)
                  .with("-CAfile", root.toString(), leaf.toString())
                  .succeeds())
          .endsWith(": OK\n");
    }
  }

  private Path write(String name, CertificateAndKey identity) throws IOException {
    return Files.writeString(folder.resolve(name), identity.certificatePem());
  }

  private static Command run(String... words) {
    return new Command(List.of()).with("openssl").with(words);
  }

  private record Command(List<String> words) {
    Command with(String... more) {
      return new Command(Stream.concat(words.stream(), Stream.of(more)).toList());
    }

    /** Returns what it prints. */
    String succeeds() throws Exception {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      return printed;
    }
  }
}
