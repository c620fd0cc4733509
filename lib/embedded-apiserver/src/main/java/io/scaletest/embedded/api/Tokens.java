package io.scaletest.embedded.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bearer tokens that name a user and prove that this server made them. They hold until the server
 * ends. Safe for use by many threads.
 */
public final class Tokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  public Tokens() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, ALGORITHM);
  }

  /** Returns a token of a user's. */
  public String issue(String user) {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    return encoded(name) + "." + encoded(sign(name));
  }

  /** Returns whose token this is; empty where this server did not make it. */
  public Optional<String> user(String token) {
    String[] parts = token.split("\\.");
    if (parts.length != 2) {
      return Optional.empty();
    }
    try {
      byte[] name = Base64.getUrlDecoder().decode(parts[0]);
      byte[] signature = Base64.getUrlDecoder().decode(parts[1]);
      return MessageDigest.isEqual(signature, sign(name))
          ? Optional.of(new String(name, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] sign(byte[] name) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
    }
  }
}
