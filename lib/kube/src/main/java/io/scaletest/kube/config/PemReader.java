package io.scaletest.kube.config;

import io.scaletest.common.credentials.Der;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads certificates and private keys in PEM. Keys may come as PKCS #8, and in the two older forms
 * that kubeconfig files are full of: PKCS #1 (RSA, written by kubeadm) and SEC 1 (elliptic curves).
 *
 * <p>The JDK reads PKCS #8 only; the older forms are wrapped into it here.
 */
public final class PemReader {
  private static final byte[] VERSION_0 = Der.integer(BigInteger.ZERO);

  /** AlgorithmIdentifier of rsaEncryption, whose parameters are NULL. */
  private static final byte[] RSA =
      Der.sequence(Der.objectId(1, 2, 840, 113549, 1, 1, 1), Der.value(Der.NULL, new byte[0]));

  /** Object identifier of id-ecPublicKey. */
  private static final byte[] EC = Der.objectId(1, 2, 840, 10045, 2, 1);

  private PemReader() {}

  /**
   * Returns the certificates of a PEM text in their order.
   *
   * @param what names the text in a failure
   */
  public static List<X509Certificate> certificates(String what, byte[] pem)
      throws ConfigurationException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> certificates = new ArrayList<>();
      for (byte[] der : blocks(pem, "CERTIFICATE")) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      if (certificates.isEmpty()) {
        throw new ConfigurationException(what + ": must be PEM, found no CERTIFICATE block");
      }
      return certificates;
    } catch (CertificateException | IllegalArgumentException e) {
      throw new ConfigurationException(what + ": holds a malformed certificate", e);
    }
  }

  /**
   * Returns the first private key of a PEM text.
   *
   * @param what names the text in a failure
   */
  public static PrivateKey privateKey(String what, byte[] pem) throws ConfigurationException {
    try {
      for (byte[] der : blocks(pem, "PRIVATE KEY")) {
        return pkcs8(der);
      }
      for (byte[] der : blocks(pem, "RSA PRIVATE KEY")) {
        return pkcs8(Der.sequence(VERSION_0, RSA, Der.value(Der.OCTETS, der)));
      }
      for (byte[] der : blocks(pem, "EC PRIVATE KEY")) {
        byte[] algorithm = Der.sequence(EC, curveOf(der));
        return pkcs8(Der.sequence(VERSION_0, algorithm, Der.value(Der.OCTETS, der)));
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      // Without the cause: a parser's message could quote the key.
      throw new ConfigurationException(what + ": holds a malformed private key");
    }
    throw new ConfigurationException(
        what + ": must be PEM, found no unencrypted PRIVATE KEY block");
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
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
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
}
