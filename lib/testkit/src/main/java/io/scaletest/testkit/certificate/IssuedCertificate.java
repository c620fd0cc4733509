package io.scaletest.testkit.certificate;

import io.scaletest.common.credentials.CertificateAndKey;
import io.scaletest.common.credentials.Pem;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A certificate with its key.
 *
 * @param certificate what a test authority signed
 * @param key the private key, on the curve P-256
 * @param identity both, in PEM
 */
public record IssuedCertificate(
    X509Certificate certificate, PrivateKey key, CertificateAndKey identity) {
  static IssuedCertificate of(CertificateAndKey identity) {
    try {
      return new IssuedCertificate(
          Pem.parseCertificate(identity.certificatePem()),
          Pem.parsePrivateKey(identity.privateKeyPem()),
          identity);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate just made cannot be read", e);
    }
  }

  /** Returns the certificate in PEM. */
  public String certificatePem() {
    return identity.certificatePem();
  }

  /** Returns the key in PEM, as PKCS #8. */
  public String keyPem() {
    return identity.privateKeyPem();
  }
}
