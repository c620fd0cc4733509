package io.scaletest.common.credentials;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** The two kinds of key in use. */
public enum KeyKind {
  /** NIST P-256: quick to make and to use; for everything that Go or the JDK reads. */
  EC("SHA256withECDSA", Der.sequence(Der.objectId(1, 2, 840, 10045, 4, 3, 2))) {
    @Override
    KeyPair generate() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    }
  },
  /**
   * RSA of 2048 bits: for users' kubeconfigs, since the fabric8 client takes every key in PKCS #8
   * form for RSA.
   */
  RSA(
      "SHA256withRSA",
      Der.sequence(Der.objectId(1, 2, 840, 113549, 1, 1, 11), Der.value(Der.NULL, new byte[0]))) {
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

  KeyKind(String signatureAlgorithm, byte[] signatureIdentifier) {
    this.signatureAlgorithm = signatureAlgorithm;
    this.signatureIdentifier = signatureIdentifier;
  }

  abstract KeyPair generate() throws GeneralSecurityException;

  String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** Returns the algorithm as a certificate names it, in DER. */
  byte[] signatureIdentifier() {
    return signatureIdentifier;
  }
}
