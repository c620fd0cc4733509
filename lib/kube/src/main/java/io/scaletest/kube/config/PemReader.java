package io.scaletest.kube.config;

import io.scaletest.wire.x509.Pem;
import java.security.KeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads certificates and private keys of a configuration in PEM, and names what it cannot read. */
public final class PemReader {
  private PemReader() {}

  /**
   * Returns the certificates of a PEM text in their order, at least one.
   *
   * @param what names the text in a failure
   */
  public static List<X509Certificate> certificates(String what, byte[] pem)
      throws ConfigurationException {
    List<X509Certificate> certificates;
    try {
      certificates = Pem.certificates(pem);
    } catch (CertificateException e) {
      throw new ConfigurationException(what + ": holds a malformed certificate", e);
    }
    if (certificates.isEmpty()) {
      throw new ConfigurationException(what + ": must be PEM, found no CERTIFICATE block");
    }
    return certificates;
  }

  /**
   * Returns the first private key of a PEM text.
   *
   * @param what names the text in a failure
   */
  public static PrivateKey privateKey(String what, byte[] pem) throws ConfigurationException {
    try {
      return Pem.privateKey(pem)
          .orElseThrow(
              () ->
                  new ConfigurationException(
                      what + ": must be PEM, found no unencrypted PRIVATE KEY block"));
    } catch (KeyException e) {
      throw new ConfigurationException(what + ": holds a malformed private key");
    }
  }
}
