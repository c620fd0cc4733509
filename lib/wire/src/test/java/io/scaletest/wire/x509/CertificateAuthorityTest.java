package io.scaletest.wire.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final CertificateAuthority authority = CertificateAuthority.create("ca", NOW);

  @Test
  void whatItSignsIsVerifiedByItsOwnCertificate() throws Exception {
    X509Certificate root = authority.identity().certificate();
    X509Certificate leaf =
        authority.issueServer("s", List.of("localhost"), List.of("127.0.0.1")).certificate();

    assertThatCode(() -> leaf.verify(root.getPublicKey())).doesNotThrowAnyException();
    assertThat(leaf.getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
    assertThat(root.getBasicConstraints()).isNotNegative();
    assertThat(leaf.getBasicConstraints()).as("no authority itself").isNegative();
  }

  @Test
  void aServersNamesAndAddressesAreInIt() throws Exception {
    X509Certificate leaf =
        authority
            .issueServer("s", List.of("kubernetes.default.svc"), List.of("10.96.0.1", "fd00::1"))
            .certificate();

    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(DNS_NAME, "kubernetes.default.svc"),
            List.of(IP_ADDRESS, "10.96.0.1"),
            List.of(IP_ADDRESS, "fd00:0:0:0:0:0:0:1"));
  }

  @Test
  void aUsersNameAndGroupsAreItsSubject() throws Exception {
    X509Certificate leaf =
        authority
            .issueClient("jane", List.of("devs", "ops"), KeyKind.RSA, NOW.plus(Duration.ofDays(1)))
            .certificate();

    assertThat(leaf.getSubjectX500Principal().getName()).contains("CN=jane", "O=devs", "O=ops");
    assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("RSA");
    assertThatCode(() -> leaf.checkValidity(Date.from(NOW))).doesNotThrowAnyException();
  }

  @Test
  void aCertificateCanBeMadeThatHasExpiredAlready() throws Exception {
    X509Certificate leaf =
        authority
            .issueClient("jane", List.of(), KeyKind.EC, NOW.minus(Duration.ofHours(1)))
            .certificate();

    assertThatThrownBy(() -> leaf.checkValidity(Date.from(NOW)))
        .isInstanceOf(CertificateExpiredException.class);
    assertThat(leaf.getNotBefore()).isBefore(leaf.getNotAfter());
  }

  @Test
  void anAuthorityReadFromItsFilesSignsLikeTheFirst() throws Exception {
    CertificateAuthority again = CertificateAuthority.from(authority.identity(), NOW);

    X509Certificate leaf = again.issueServer("s", List.of("localhost"), List.of()).certificate();

    leaf.verify(authority.identity().certificate().getPublicKey());
    assertThat(again.notAfter()).isEqualTo(NOW.plus(CertificateAuthority.VALIDITY));
  }

  @Test
  void noKeyIsInATextForm() {
    SigningKey signing = SigningKey.generate();

    assertThat(authority.identity().toString()).doesNotContain("BEGIN", "PRIVATE");
    assertThat(signing.toString()).doesNotContain("BEGIN", "PRIVATE");
    assertThat(signing.publicKeyPem()).startsWith("-----BEGIN PUBLIC KEY-----\n");
  }

  @Test
  void aSelfSignedServerIsNoAuthorityAndVouchesForItself() throws Exception {
    X509Certificate own =
        CertificateAuthority.selfSigned(
                "localhost", List.of("localhost"), List.of("::1"), NOW, NOW.plusSeconds(60))
            .certificate();

    assertThatCode(() -> own.verify(own.getPublicKey())).doesNotThrowAnyException();
    assertThat(own.getBasicConstraints()).as("no authority").isNegative();
    assertThat(own.getSubjectX500Principal()).isEqualTo(own.getIssuerX500Principal());
  }

  @Test
  void aKeyThatCannotSignHereIsRefusedAtOnce() throws Exception {
    var key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
    var identity = new CertificateAndKey(key, authority.identity().chain());

    assertThatIllegalArgumentException().isThrownBy(() -> CertificateAuthority.from(identity, NOW));
  }
}
