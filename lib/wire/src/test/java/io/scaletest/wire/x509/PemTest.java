package io.scaletest.wire.x509;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class PemTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** Where the PKCS #1 form begins in the PKCS #8 form of a 2048-bit RSA key (RFC 5208). */
  private static final int RSA_2048_PKCS1_AT = 26;

  /** A P-256 key in the form of RFC 5915, as written by openssl ecparam -genkey. */
  private static final String EC_KEY =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIMtDbRUMjNEt9oO0m8gVOqGbhv/71hPsGapYFmOKMVWroAoGCCqGSM49
      AwEHoUQDQgAEs/gxK6iLMUoH03k4RYHSHbIrxXW5r2WMDBuBfOC1cHseVLvb3D5+
      H3O8Epl2leAN9T2FvN3krHrxst6EHeZDLQ==
      -----END EC PRIVATE KEY-----
      """;

  @Test
  void readsRsaKeysInBothForms() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_2048_PKCS1_AT, pkcs8.length);

    assertThat(Pem.privateKey(pem("PRIVATE KEY", pkcs8))).hasValue(pair.getPrivate());
    assertThat(Pem.privateKey(pem("RSA PRIVATE KEY", pkcs1))).hasValue(pair.getPrivate());
  }

  @Test
  void readsAnEllipticCurveKeyOfOpenssl() throws Exception {
    PrivateKey key = Pem.privateKey(EC_KEY.getBytes(US_ASCII)).orElseThrow();

    assertThat(key.getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void readsAnEdwardsKey() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

    assertThat(Pem.privateKey(pem("PRIVATE KEY", pair.getPrivate().getEncoded())))
        .hasValue(pair.getPrivate());
  }

  @Test
  void anEncryptedKeyAndATextWithoutBlocksAreNothing() throws Exception {
    assertThat(Pem.privateKey(pem("ENCRYPTED PRIVATE KEY", new byte[] {1}))).isEmpty();
    assertThat(Pem.certificates(new byte[0])).isEmpty();
  }

  @Test
  void whatIsMalformedIsRefusedWithoutQuotingAKey() {
    assertThatThrownBy(() -> Pem.certificates(pem("CERTIFICATE", new byte[] {1, 2, 3})))
        .isInstanceOf(CertificateException.class);
    assertThatThrownBy(() -> Pem.certificates("-----BEGIN CERTIFICATE-----\n".getBytes(US_ASCII)))
        .isInstanceOf(CertificateException.class);
    for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
      assertThatThrownBy(() -> Pem.privateKey(pem(label, new byte[] {48, 3, 2, 1, 1})))
          .isInstanceOf(KeyException.class)
          .hasMessage("malformed private key")
          .hasNoCause();
    }
  }

  @Test
  void anIdentityIsReadFromItsOwnText() throws Exception {
    CertificateAndKey identity =
        CertificateAuthority.create("ca", NOW).issueClient("jane", List.of(), KeyKind.RSA, NOW);

    assertThat(CertificateAndKey.parse(identity.certificatePem(), identity.privateKeyPem()))
        .isEqualTo(identity);
    assertThat(identity.certificatePem().lines()).allMatch(line -> line.length() <= 64);
  }

  private static byte[] pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    return ("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n")
        .getBytes(US_ASCII);
  }
}
