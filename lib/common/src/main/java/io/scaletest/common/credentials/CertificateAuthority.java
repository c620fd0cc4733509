package io.scaletest.common.credentials;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A certificate authority (RFC 5280) that signs server and client certificates. Its own certificate
 * may sign, no more.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class CertificateAuthority {
  /** Test clusters may be left running for long; an expired one is a riddle to its user. */
  public static final Duration VALIDITY = Duration.ofDays(3650);

  /** A certificate is valid from a little earlier, for clocks that differ a little. */
  private static final Duration BACKDATE = Duration.ofHours(1);

  private static final int SERIAL_BITS = 127;
  private static final BigInteger VERSION_3 = BigInteger.TWO;
  private static final byte[] COMMON_NAME = Der.objectId(2, 5, 4, 3);
  private static final byte[] ORGANISATION = Der.objectId(2, 5, 4, 10);
  private static final byte[] SERVER_AUTH = Der.objectId(1, 3, 6, 1, 5, 5, 7, 3, 1);
  private static final byte[] CLIENT_AUTH = Der.objectId(1, 3, 6, 1, 5, 5, 7, 3, 2);

  /** digitalSignature, keyCertSign and cRLSign; one unused bit. */
  private static final byte[] AUTHORITY_USAGE = {1, (byte) 0b1000_0110};

  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

  private final CertificateAndKey identity;
  private final X509Certificate certificate;
  private final PrivateKey key;
  private final Instant now;

  private CertificateAuthority(
      CertificateAndKey identity, X509Certificate certificate, PrivateKey key, Instant now) {
    this.identity = identity;
    this.certificate = certificate;
    this.key = key;
    this.now = now;
  }

  /** Subject and validity of a certificate. */
  private record Subject(byte[] name, PublicKey key, Instant from, Instant until) {}

  /** Returns a new authority, valid for {@link #VALIDITY} from {@code now}. */
  public static CertificateAuthority create(String commonName, Instant now) {
    try {
      KeyPair pair = KeyKind.EC.generate();
      byte[] name = name(commonName, List.of());
      var subject = new Subject(name, pair.getPublic(), now.minus(BACKDATE), now.plus(VALIDITY));
      List<byte[]> extensions =
          List.of(
              extension(true, Der.sequence(Der.value(Der.BOOLEAN, Der.TRUE)), 2, 5, 29, 19),
              extension(true, Der.value(Der.BITS, AUTHORITY_USAGE), 2, 5, 29, 15),
              subjectKeyIdentifier(pair.getPublic()));
      byte[] der = sign(subject, extensions, name, pair.getPrivate());
      return from(identity(der, pair.getPrivate()), now);
    } catch (GeneralSecurityException e) {
      throw cannotSign(commonName, e);
    }
  }

  /** Returns the authority whose certificate and key these are. */
  public static CertificateAuthority from(CertificateAndKey identity, Instant now) {
    try {
      return new CertificateAuthority(
          identity,
          Pem.parseCertificate(identity.certificatePem()),
          Pem.parsePrivateKey(identity.privateKeyPem()),
          now);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a certificate and key of an authority", e);
    }
  }

  public CertificateAndKey identity() {
    return identity;
  }

  /** Returns when this authority's own certificate expires. */
  public Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** Returns a certificate for a server with these DNS names and IP addresses. */
  public CertificateAndKey issueServer(
      String commonName, Collection<String> dnsNames, Collection<String> ipAddresses) {
    return issueServer(commonName, dnsNames, ipAddresses, now.minus(BACKDATE), now.plus(VALIDITY));
  }

  /** Returns a server's certificate of a given validity, which may be over already. */
  public CertificateAndKey issueServer(
      String commonName,
      Collection<String> dnsNames,
      Collection<String> ipAddresses,
      Instant from,
      Instant until) {
    List<byte[]> names = new ArrayList<>();
    dnsNames.forEach(n -> names.add(Der.value(Der.CONTEXT | 2, Der.ascii(n))));
    ipAddresses.forEach(a -> names.add(Der.value(Der.CONTEXT | 7, address(a))));
    if (names.isEmpty()) {
      throw new IllegalArgumentException("names: a server's certificate must have one");
    }
    byte[] alternatives = extension(false, Der.sequence(names), 2, 5, 29, 17);
    return issue(commonName, List.of(), KeyKind.EC, from, until, SERVER_AUTH, alternatives);
  }

  /**
   * Returns a certificate that names a user to the API server.
   *
   * @param user the certificate's common name
   * @param groups its organisations
   * @param notAfter when it expires; may be past already, to see how a client takes that
   */
  public CertificateAndKey issueClient(
      String user, List<String> groups, KeyKind kind, Instant notAfter) {
    Instant from = now.isBefore(notAfter) ? now : notAfter;
    return issueClient(user, groups, kind, from.minus(BACKDATE), notAfter);
  }

  /** Returns a user's certificate of a given validity. */
  public CertificateAndKey issueClient(
      String user, List<String> groups, KeyKind kind, Instant from, Instant until) {
    return issue(user, groups, kind, from, until, CLIENT_AUTH);
  }

  private CertificateAndKey issue(
      String commonName,
      List<String> groups,
      KeyKind kind,
      Instant from,
      Instant until,
      byte[] purpose,
      byte[]... moreExtensions) {
    try {
      KeyPair pair = kind.generate();
      var subject = new Subject(name(commonName, groups), pair.getPublic(), from, until);
      List<byte[]> extensions = new ArrayList<>();
      extensions.add(extension(true, Der.sequence(), 2, 5, 29, 19));
      extensions.add(extension(true, Der.value(Der.BITS, kind.leafUsage()), 2, 5, 29, 15));
      extensions.add(extension(false, Der.sequence(purpose), 2, 5, 29, 37));
      extensions.add(subjectKeyIdentifier(pair.getPublic()));
      byte[] signer = Der.value(Der.CONTEXT, ownKeyIdentifier());
      extensions.add(extension(false, Der.sequence(signer), 2, 5, 29, 35));
      extensions.addAll(List.of(moreExtensions));
      byte[] issuer = certificate.getSubjectX500Principal().getEncoded();
      return identity(sign(subject, extensions, issuer, key), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw cannotSign(commonName, e);
    }
  }

  private static byte[] sign(
      Subject subject, List<byte[]> extensions, byte[] issuer, PrivateKey signer)
      throws GeneralSecurityException {
    KeyKind kind = KeyKind.valueOf(signer.getAlgorithm());
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    byte[] body =
        Der.sequence(
            Der.value(Der.CONSTRUCTED_CONTEXT, Der.integer(VERSION_3)),
            Der.integer(serial),
            kind.signatureIdentifier(),
            issuer,
            Der.sequence(Der.time(subject.from()), Der.time(subject.until())),
            subject.name(),
            subject.key().getEncoded(),
            Der.value(Der.CONSTRUCTED_CONTEXT | 3, Der.sequence(extensions)));
    Signature signature = Signature.getInstance(kind.signatureAlgorithm());
    signature.initSign(signer);
    signature.update(body);
    byte[] der = Der.sequence(body, kind.signatureIdentifier(), Der.bits(signature.sign()));
    // What the JDK can read back is well-formed.
    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    return der;
  }

  private static CertificateAndKey identity(byte[] der, PrivateKey key) {
    return new CertificateAndKey(Pem.certificate(der), Pem.privateKey(key.getEncoded()));
  }

  private static byte[] name(String commonName, List<String> organisations) {
    List<byte[]> parts = new ArrayList<>();
    organisations.forEach(o -> parts.add(attribute(ORGANISATION, o)));
    parts.add(attribute(COMMON_NAME, commonName));
    return Der.sequence(parts);
  }

  private static byte[] attribute(byte[] id, String text) {
    return Der.value(Der.SET, Der.sequence(id, Der.value(Der.UTF8, Der.utf8(text))));
  }

  private static byte[] extension(boolean critical, byte[] content, int... id) {
    byte[] octets = Der.value(Der.OCTETS, content);
    return critical
        ? Der.sequence(Der.objectId(id), Der.value(Der.BOOLEAN, Der.TRUE), octets)
        : Der.sequence(Der.objectId(id), octets);
  }

  private static byte[] subjectKeyIdentifier(PublicKey key) throws GeneralSecurityException {
    return extension(false, Der.value(Der.OCTETS, keyIdentifier(key)), 2, 5, 29, 14);
  }

  /**
   * Returns what this authority's own certificate calls its key: one that was made elsewhere has a
   * value of its own, which verifiers compare with that in what it signs.
   */
  private byte[] ownKeyIdentifier() throws GeneralSecurityException {
    byte[] extension = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
    if (extension == null) {
      return keyIdentifier(certificate.getPublicKey());
    }
    if (extension[1] < 0) {
      throw new GeneralSecurityException("the authority's key identifier has more than 125 bytes");
    }
    // An OCTET STRING in an OCTET STRING, both with a length of one byte.
    return Arrays.copyOfRange(extension, 4, extension.length);
  }

  /** SHA-1 of the whole key: any value that differs from key to key serves (RFC 5280, 4.2.1.2). */
  private static byte[] keyIdentifier(PublicKey key) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
  }

  private static byte[] address(String literal) {
    if (!literal.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException("address: must be an IP address, got " + literal);
    }
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("address: must be an IP address, got " + literal, e);
    }
  }

  private static IllegalStateException cannotSign(String name, Exception cause) {
    return new IllegalStateException("cannot make a certificate for " + name, cause);
  }
}
