package io.scaletest.common.credentials;

import java.security.GeneralSecurityException;
import java.security.KeyPair;

/**
 * A key pair that signs service account tokens; both halves PEM. Its text form does not show the
 * private half.
 */
public record SigningKey(String privateKeyPem, String publicKeyPem) {
  /** Returns a new key pair. */
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyKind.EC.generate();
      return new SigningKey(
          Pem.privateKey(pair.getPrivate().getEncoded()),
          Pem.publicKey(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make a P-256 key", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[not shown]";
  }
}
