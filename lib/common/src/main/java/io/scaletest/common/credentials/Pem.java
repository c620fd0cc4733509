package io.scaletest.common.credentials;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Certificates and keys to and from PEM (RFC 7468). */
public final class Pem {
  private static final int LINE_LENGTH = 64;
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final String PUBLIC_KEY = "PUBLIC KEY";
  private static final String CERTIFICATE = "CERTIFICATE";

  private Pem() {}

  static String certificate(byte[] der) {
    return block(CERTIFICATE, der);
  }

  /** Returns the text of a private key. */
  public static String privateKey(byte[] pkcs8) {
    return block(PRIVATE_KEY, pkcs8);
  }

  /** Returns the text of a request to sign a certificate (PKCS #10). */
  public static String signingRequest(byte[] der) {
    return block("CERTIFICATE REQUEST", der);
  }

  static String publicKey(byte[] subjectPublicKeyInfo) {
    return block(PUBLIC_KEY, subjectPublicKeyInfo);
  }

  /** Returns the first certificate of the text. */
  public static X509Certificate parseCertificate(String pem) throws GeneralSecurityException {
    byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes));
  }

  /** Returns the text's PKCS #8 key, of either {@link KeyKind}. */
  public static PrivateKey parsePrivateKey(String pem) throws GeneralSecurityException {
    String base64 =
        pem.replace("-----BEGIN " + PRIVATE_KEY + "-----", "")
            .replace("-----END " + PRIVATE_KEY + "-----", "");
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    try {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    } catch (InvalidKeySpecException notEc) {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
  }

  private static String block(String label, byte[] der) {
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
    return "-----BEGIN "
        + label
        + "-----\n"
        + encoder.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
