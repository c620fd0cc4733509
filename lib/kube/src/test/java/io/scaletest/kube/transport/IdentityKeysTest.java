package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.wire.x509.CertificateAndKey;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class IdentityKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final TestAuthority authority = TestAuthority.create(NOW);
  private final CertificateAndKey issued = authority.client("me", "us");
  private final AtomicReference<CertificateAndKey> current =
      new AtomicReference<>(new CertificateAndKey(issued.key(), List.of(issued.certificate())));
  private final IdentityKeys keys = new IdentityKeys(current::get);

  @Test
  void aHandshakeUnderWayEndsWithTheCertificateItBeganWith() {
    String before = choose(issued.key().getAlgorithm());
    CertificateAndKey next = authority.client("me again", "us");
    current.set(new CertificateAndKey(next.key(), List.of(next.certificate())));
    String after = choose(next.key().getAlgorithm());

    assertThat(keys.getPrivateKey(before)).isEqualTo(issued.key());
    assertThat(keys.getCertificateChain(before)).containsExactly(issued.certificate());
    assertThat(keys.getPrivateKey(after)).isEqualTo(next.key());
    assertThat(keys.getCertificateChain(after)).containsExactly(next.certificate());
  }

  private String choose(String keyType, Principal... issuers) {
    return keys.chooseEngineClientAlias(new String[] {keyType}, issuers, null);
  }

  @Test
  void showsItsCertificateToAServerThatTrustsItsAuthority() {
    Principal itsAuthority = authority.own().certificate().getSubjectX500Principal();
    String alias = choose(issued.key().getAlgorithm(), itsAuthority);
    assertThat(keys.getCertificateChain(alias)).containsExactly(issued.certificate());
    assertThat(keys.getPrivateKey(alias)).isEqualTo(issued.key());
  }

  @Test
  void showsItToAServerThatNamesNoAuthority() {
    assertThat(choose(issued.key().getAlgorithm())).isNotNull();
    assertThat(choose(issued.key().getAlgorithm() + "_RSA")).isNotNull();
  }

  @Test
  void showsNothingToAServerThatTrustsOthers() {
    Principal other = new X500Principal("CN=other");
    assertThat(choose(issued.key().getAlgorithm(), other)).isNull();
  }

  @Test
  void showsNothingToAServerThatWantsAnotherKindOfKey() {
    assertThat(choose("DSA")).isNull();
    assertThat(keys.getCertificateChain("another")).isNull();
    assertThat(keys.getPrivateKey("another")).isNull();
  }

  @Test
  void isNoServersKey() {
    assertThat(keys.getServerAliases("EC", null)).isNull();
    assertThat(keys.chooseServerAlias("EC", null, null)).isNull();
  }
}
