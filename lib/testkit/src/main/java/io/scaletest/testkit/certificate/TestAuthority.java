package io.scaletest.testkit.certificate;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A certificate authority for one test. Its certificates are made of DER by hand, since the JDK has
 * no public means to sign one, in a few milliseconds each. Safe for use by many threads.
 */
public final class TestAuthority {
  /** What "valid now" reaches to either side, so that no test depends on the hour. */
  public static final Duration MARGIN = Duration.ofDays(2);

  private static final byte[] ECDSA_WITH_SHA256 =
      Der.sequence(Der.objectId(1, 2, 840, 10045, 4, 3, 2));
  private static final int VERSION_3 = 2;

  private final AtomicLong nextSerial = new AtomicLong(1);
  private final byte[] name = name("scaletest test authority", "");
  private final KeyPair keys;
  private final IssuedCertificate own;
  private final Instant now;

  private TestAuthority(Instant now) {
    this.now = now;
    this.keys = newKeys();
    byte[] isAuthority = Der.sequence(Der.value(Der.BOOLEAN, new byte[] {(byte) 0xff}));
    List<byte[]> extensions = List.of(extension(true, isAuthority, 2, 5, 29, 19));
    X509Certificate certificate =
        sign(name, keys.getPublic(), now.minus(MARGIN), now.plus(MARGIN), extensions);
    this.own = new IssuedCertificate(certificate, keys.getPrivate());
  }

  /** Returns a new authority whose certificates are valid around {@code now}. */
  public static TestAuthority create(Instant now) {
    return new TestAuthority(now);
  }

  /** Returns the authority's own certificate, which clients trust. */
  public IssuedCertificate own() {
    return own;
  }

  /**
   * Returns a server's certificate that is valid now.
   *
   * @param names host names and IPv4 addresses
   */
  public IssuedCertificate server(List<String> names) {
    return server(names, now.minus(MARGIN), now.plus(MARGIN));
  }

  /**
   * Returns a server's certificate.
   *
   * @param names host names and IPv4 addresses
   */
  public IssuedCertificate server(List<String> names, Instant from, Instant until) {
    List<byte[]> alternatives = new ArrayList<>();
    for (String each : names) {
      alternatives.add(
          isAddress(each)
              ? Der.value(Der.CONTEXT | 7, address(each))
              : Der.value(Der.CONTEXT | 2, Der.ascii(each)));
    }
    byte[] list = Der.sequence(alternatives.toArray(new byte[0][]));
    return issue(
        name(names.get(0), ""), from, until, List.of(extension(false, list, 2, 5, 29, 17)));
  }

  /** Returns a client's certificate that is valid now. */
  public IssuedCertificate client(String user, String group) {
    return client(user, group, now.minus(MARGIN), now.plus(MARGIN));
  }

  /** Returns a client's certificate. */
  public IssuedCertificate client(String user, String group, Instant from, Instant until) {
    return issue(name(user, group), from, until, List.of());
  }

  private IssuedCertificate issue(
      byte[] subject, Instant from, Instant until, List<byte[]> extensions) {
    KeyPair pair = newKeys();
    return new IssuedCertificate(
        sign(subject, pair.getPublic(), from, until, extensions), pair.getPrivate());
  }

  private X509Certificate sign(
      byte[] subject, PublicKey key, Instant from, Instant until, List<byte[]> extensions) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(Der.value(Der.CONSTRUCTED_CONTEXT, Der.integer(VERSION_3)));
    parts.add(Der.integer(nextSerial.getAndIncrement()));
    parts.add(ECDSA_WITH_SHA256);
    parts.add(name);
    parts.add(Der.sequence(Der.time(from), Der.time(until)));
    parts.add(subject);
    parts.add(key.getEncoded());
    if (!extensions.isEmpty()) {
      byte[] list = Der.sequence(extensions.toArray(new byte[0][]));
      parts.add(Der.value(Der.CONSTRUCTED_CONTEXT | 3, list));
    }
    byte[] body = Der.sequence(parts.toArray(new byte[0][]));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(body);
      byte[] certificate = Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot sign with ECDSA", e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no curve P-256", e);
    }
  }

  private static byte[] name(String commonName, String organization) {
    byte[] common = attribute(commonName, 2, 5, 4, 3);
    return organization.isEmpty()
        ? Der.sequence(common)
        : Der.sequence(attribute(organization, 2, 5, 4, 10), common);
  }

  private static byte[] attribute(String text, int... id) {
    byte[] pair = Der.sequence(Der.objectId(id), Der.value(Der.UTF8, Der.utf8(text)));
    return Der.value(Der.SET, pair);
  }

  private static byte[] extension(boolean critical, byte[] content, int... id) {
    byte[] octets = Der.value(Der.OCTETS, content);
    return critical
        ? Der.sequence(Der.objectId(id), Der.value(Der.BOOLEAN, new byte[] {(byte) 0xff}), octets)
        : Der.sequence(Der.objectId(id), octets);
  }

  private static boolean isAddress(String name) {
    return name.matches("[0-9.]+");
  }

  private static byte[] address(String dotted) {
    String[] parts = dotted.split("\\.");
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return bytes;
  }
}
