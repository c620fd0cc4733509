package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PemReaderTest {
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

    assertThat(PemReader.privateKey("k", pem("PRIVATE KEY", pkcs8))).isEqualTo(pair.getPrivate());
    assertThat(PemReader.privateKey("k", pem("RSA PRIVATE KEY", pkcs1)))
        .isEqualTo(pair.getPrivate());
  }

  @Test
  void readsAnEllipticCurveKeyOfOpenssl() throws Exception {
    PrivateKey key = PemReader.privateKey("k", EC_KEY.getBytes(StandardCharsets.US_ASCII));

    assertThat(key.getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void readsAnEdwardsKey() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

    assertThat(PemReader.privateKey("k", pem("PRIVATE KEY", pair.getPrivate().getEncoded())))
        .isEqualTo(pair.getPrivate());
  }

  @Test
  void refusesAnEncryptedKey() {
    assertThatThrownBy(
            () -> PemReader.privateKey("k", pem("ENCRYPTED PRIVATE KEY", new byte[] {1})))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("k: must be PEM, found no unencrypted PRIVATE KEY block");
  }

  @Test
  void refusesATextWithoutCertificates() {
    assertThatThrownBy(() -> PemReader.certificates("c", new byte[0]))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("c: must be PEM, found no CERTIFICATE block");
  }

  @Test
  void refusesAMalformedCertificate() {
    assertThatThrownBy(() -> PemReader.certificates("c", pem("CERTIFICATE", new byte[] {1, 2, 3})))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("c: holds a malformed certificate");
  }

  private static byte[] pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    return ("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
