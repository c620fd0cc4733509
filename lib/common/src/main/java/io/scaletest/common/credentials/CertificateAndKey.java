package io.scaletest.common.credentials;

import java.util.Objects;

/**
 * A certificate and its private key, both PEM (the key as PKCS #8). Its text form does not show the
 * key.
 */
public record CertificateAndKey(String certificatePem, String privateKeyPem) {
  public CertificateAndKey {
    Objects.requireNonNull(certificatePem, "certificatePem is null");
    Objects.requireNonNull(privateKeyPem, "privateKeyPem is null");
  }

  @Override
  public String toString() {
    return "CertificateAndKey["
        + certificatePem.length()
        + " characters of certificate, key not shown]";
  }
}
