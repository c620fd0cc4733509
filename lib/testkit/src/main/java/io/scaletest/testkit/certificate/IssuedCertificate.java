package io.scaletest.testkit.certificate;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A certificate with its key.
 *
 * @param certificate what a test authority signed
 * @param key the private key, on the curve P-256
 */
public record IssuedCertificate(X509Certificate certificate, PrivateKey key) {
  private static final int LINE_CHARS = 64;

  /** Returns the certificate in PEM. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate just made has no encoding", e);
    }
  }

  /** Returns the key in PEM, as PKCS #8. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String label, byte[] der) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    String base64 = Base64.getMimeEncoder(LINE_CHARS, newline).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
