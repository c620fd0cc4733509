package io.scaletest.wire.x509;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its private key: whom a client or a server says it is. Its text form does not
 * show the key.
 *
 * @param key the private key
 * @param chain the certificate, then those that signed it, at least one
 */
public record CertificateAndKey(PrivateKey key, List<X509Certificate> chain) {
  public CertificateAndKey {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain: needs a certificate, got none");
    }
  }

  /**
   * Returns the identity in two PEM texts.
   *
   * @throws GeneralSecurityException if one is malformed or holds something else
   */
  public static CertificateAndKey parse(String certificatePem, String keyPem)
      throws GeneralSecurityException {
    PrivateKey key =
        Pem.privateKey(keyPem.getBytes(StandardCharsets.UTF_8))
            .orElseThrow(() -> new KeyException("no private key"));
    return new CertificateAndKey(
        key, Pem.certificates(certificatePem.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the certificate itself. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Returns the chain in PEM. */
  public String certificatePem() {
    return Pem.of(chain);
  }

  /** Returns the key in PEM, as PKCS #8. */
  public String privateKeyPem() {
    return Pem.of(key);
  }

  /**
   * By hand, as {@link #hashCode}: each connection compares, and a record's own are made by the JVM
   * at their first call, which is felt in a tool's start.
   */
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof CertificateAndKey that
            && key.equals(that.key)
            && chain.equals(that.chain);
  }

  @Override
  public int hashCode() {
    return chain.hashCode();
  }

  /** Names the subject only. */
  @Override
  public String toString() {
    return "CertificateAndKey[" + certificate().getSubjectX500Principal().getName() + "]";
  }
}
