package io.scaletest.wire.x509;

import java.security.KeyPair;

/**
 * A key pair that signs service account tokens; both halves PEM. Its text form does not show the
 * private half.
 */
public record SigningKey(String privateKeyPem, String publicKeyPem) {
  /** Returns a new key pair. */
  public static SigningKey generate() {
    KeyPair pair = KeyKind.EC.generate();
    return new SigningKey(Pem.of(pair.getPrivate()), Pem.of(pair.getPublic()));
  }

  @Override
  public String toString() {
    return "SigningKey[not shown]";
  }
}
