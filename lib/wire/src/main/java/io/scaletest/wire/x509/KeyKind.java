package io.scaletest.wire.x509;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The two kinds of key that are made here; named as the JDK names their algorithm. */
public enum KeyKind {
  /** NIST P-256: quick to make and to use; for everything that Go or the JDK reads. */
  EC(
      new ECGenParameterSpec("secp256r1"),
      "SHA256withECDSA",
      Der.sequence(Der.objectId(1, 2, 840, 10045, 4, 3, 2)),
      7,
      0b1000_0000),
  /** RSA of 2048 bits: what clients must be able to read, too; dear to make. */
  RSA(
      new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4),
      "SHA256withRSA",
      Der.sequence(Der.objectId(1, 2, 840, 113549, 1, 1, 11), Der.value(Der.NULL, new byte[0])),
      5,
      0b1010_0000);

  private final AlgorithmParameterSpec parameters;
  private final String signatureAlgorithm;
  private final byte[] signatureIdentifier;
  private final byte[] leafUsage;

  KeyKind(
      AlgorithmParameterSpec parameters,
      String signatureAlgorithm,
      byte[] signatureIdentifier,
      int unusedBits,
      int usage) {
    this.parameters = parameters;
    this.signatureAlgorithm = signatureAlgorithm;
    this.signatureIdentifier = signatureIdentifier;
    leafUsage = new byte[] {(byte) unusedBits, (byte) usage};
  }

  /** Returns a new key pair. */
  public KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name());
      generator.initialize(parameters);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make a key of kind " + this, e);
    }
  }

  /**
   * Returns a body with its signature: the form of certificates and of requests for one.
   *
   * @param signer of a kind that is known here
   */
  static byte[] signed(byte[] body, PrivateKey signer) throws GeneralSecurityException {
    KeyKind kind = valueOf(signer.getAlgorithm());
    Signature signature = Signature.getInstance(kind.signatureAlgorithm);
    signature.initSign(signer);
    signature.update(body);
    return Der.sequence(body, kind.signatureIdentifier, Der.bits(signature.sign()));
  }

  /** Returns the algorithm of a signature as a certificate names it, in DER. */
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
