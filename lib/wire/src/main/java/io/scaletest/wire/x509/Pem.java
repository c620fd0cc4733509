package io.scaletest.wire.x509;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Certificates and keys to and from PEM (RFC 7468). Private keys are read as PKCS #8, and in the
 * two older forms that kubeconfig files are full of: PKCS #1 (RSA, written by kubeadm) and SEC 1
 * (elliptic curves). The JDK reads PKCS #8 only; the older forms are wrapped into it here.
 */
public final class Pem {
  private static final int LINE_LENGTH = 64;
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final byte[] VERSION_0 = Der.integer(BigInteger.ZERO);

  /** AlgorithmIdentifier of rsaEncryption, whose parameters are NULL. */
  private static final byte[] RSA =
      Der.sequence(Der.objectId(1, 2, 840, 113549, 1, 1, 1), Der.value(Der.NULL, new byte[0]));

  /** Object identifier of id-ecPublicKey. */
  private static final byte[] EC = Der.objectId(1, 2, 840, 10045, 2, 1);

  private Pem() {}

  /** Returns the text of a certificate and of those that signed it. */
  static String of(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      try {
        text.append(block(CERTIFICATE, certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate has no encoding", e);
      }
    }
    return text.toString();
  }

  /** Returns the text of a private key, as PKCS #8. */
  static String of(PrivateKey key) {
    return block(PRIVATE_KEY, key.getEncoded());
  }

  static String of(PublicKey key) {
    return block("PUBLIC KEY", key.getEncoded());
  }

  static String block(String label, byte[] der) {
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
    return begin(label) + "\n" + encoder.encodeToString(der) + "\n" + end(label) + "\n";
  }

  /**
   * Returns the certificates of a text in their order; none where it has no such block.
   *
   * @throws CertificateException if one is malformed
   */
  public static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (byte[] der : blocks(pem, CERTIFICATE)) {
        certificates.add(certificate(der));
      }
    } catch (IllegalArgumentException e) {
      throw new CertificateException("malformed PEM", e);
    }
    return certificates;
  }

  static X509Certificate certificate(byte[] der) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
  }

  /**
   * Returns the first private key of a text; empty where it has none that is not encrypted.
   *
   * @throws KeyException if it is malformed; without a cause, whose message could quote the key
   */
  public static Optional<PrivateKey> privateKey(byte[] pem) throws KeyException {
    try {
      for (byte[] der : blocks(pem, PRIVATE_KEY)) {
        return Optional.of(pkcs8(der));
      }
      for (byte[] der : blocks(pem, "RSA PRIVATE KEY")) {
        return Optional.of(pkcs8(Der.sequence(VERSION_0, RSA, Der.value(Der.OCTETS, der))));
      }
      for (byte[] der : blocks(pem, "EC PRIVATE KEY")) {
        byte[] algorithm = Der.sequence(EC, curveOf(der));
        return Optional.of(pkcs8(Der.sequence(VERSION_0, algorithm, Der.value(Der.OCTETS, der))));
      }
      return Optional.empty();
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new KeyException("malformed private key");
    }
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    GeneralSecurityException last = null;
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  /**
   * Returns the curve's object identifier from an ECPrivateKey of RFC 5915: SEQUENCE { INTEGER,
   * OCTET STRING, [0] { OBJECT IDENTIFIER }, … }.
   */
  private static byte[] curveOf(byte[] der) {
    int at = contentAt(der, 0);
    while (at < der.length) {
      int content = contentAt(der, at);
      if ((der[at] & 0xff) == Der.CONSTRUCTED_CONTEXT && der[content] == Der.OBJECT_ID) {
        byte[] id = new byte[contentAt(der, content) + lengthAt(der, content) - content];
        System.arraycopy(der, content, id, 0, id.length);
        return id;
      }
      at = content + lengthAt(der, at);
    }
    throw new IllegalArgumentException("the key names no curve");
  }

  private static int contentAt(byte[] der, int tagAt) {
    int first = der[tagAt + 1] & 0xff;
    return tagAt + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int lengthAt(byte[] der, int tagAt) {
    int first = der[tagAt + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = length << 8 | der[tagAt + 2 + i] & 0xff;
    }
    return length;
  }

  private static List<byte[]> blocks(byte[] pem, String label) {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    String begin = begin(label);
    String end = end(label);
    List<byte[]> blocks = new ArrayList<>();
    for (int from = text.indexOf(begin); from >= 0; from = text.indexOf(begin, from)) {
      int until = text.indexOf(end, from);
      if (until < 0) {
        throw new IllegalArgumentException("no line " + end);
      }
      blocks.add(Base64.getMimeDecoder().decode(text.substring(from + begin.length(), until)));
      from = until;
    }
    return blocks;
  }

  private static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }

  private static String end(String label) {
    return "-----END " + label + "-----";
  }
}
