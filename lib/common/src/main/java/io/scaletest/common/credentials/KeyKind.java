package io.scaletest.common.credentials;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** The algorithms of private keys in use. */
public enum KeyKind {
  /** NIST P-256: fast to generate and to use; for keys that Go or the JDK reads. */
  EC("SHA256withECDSA", Der.sequence(Der.objectId(1, 2, 840, 10045, 4, 3, 2)), 7, 0b1000_0000) {
    @Override
    KeyPair generate() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    }
  },
  /** RSA of 2048 bits, which every Kubernetes client can read; expensive to generate. */
  RSA(
      "SHA256withRSA",
      Der.sequence(Der.objectId(1, 2, 840, 113549, 1, 1, 11), Der.value(Der.NULL, new byte[0])),
      5,
      0b1010_0000) {
    @Override
    KeyPair generate() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      return generator.generateKeyPair();
    }
  };

  private static final int RSA_BITS = 2048;

  private final String signatureAlgorithm;

  private final byte[] signatureIdentifier;

  private final byte[] leafUsage;

  KeyKind(String signatureAlgorithm, byte[] signatureIdentifier, int unusedBits, int usage) {
    this.signatureAlgorithm = signatureAlgorithm;
    this.signatureIdentifier = signatureIdentifier;
    leafUsage = new byte[] {(byte) unusedBits, (byte) usage};
  }

  abstract KeyPair generate() throws GeneralSecurityException;

  String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** Returns the algorithm as a certificate names it, in DER. */
  byte[] signatureIdentifier() {
    return signatureIdentifier;
  }

  /**
   * Returns what a key that signs no certificates is used for, as bits: digitalSignature, and
   * keyEncipherment where the algorithm can encipher (RFC 8813 forbids it for EC).
   */
  byte[] leafUsage() {
    return leafUsage;
  }
}
