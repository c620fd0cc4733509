package io.scaletest.wire.x509;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A certificate authority (RFC 5280) that signs server and client certificates. Its own certificate
 * may sign, no more. What is signed without an authority is made here, too.
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

  /** Of PKCS #9: what a request wants to stand in its certificate. */
  private static final byte[] EXTENSION_REQUEST = Der.objectId(1, 2, 840, 113549, 1, 9, 14);

  /** digitalSignature, keyCertSign and cRLSign; one unused bit. */
  private static final byte[] AUTHORITY_USAGE = {1, (byte) 0b1000_0110};

  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

  private final CertificateAndKey identity;
  private final Instant now;

  private CertificateAuthority(CertificateAndKey identity, Instant now) {
    this.identity = identity;
    this.now = now;
  }

  /** Subject and validity of a certificate. */
  private record Subject(byte[] name, KeyPair keys, Instant from, Instant until) {
    Subject(String commonName, List<String> groups, KeyKind kind, Instant from, Instant until) {
      this(CertificateAuthority.name(commonName, groups), kind.generate(), from, until);
    }
  }

  /** Returns a new authority, valid for {@link #VALIDITY} from {@code now}. */
  public static CertificateAuthority create(String commonName, Instant now) {
    var subject =
        new Subject(commonName, List.of(), KeyKind.EC, now.minus(BACKDATE), now.plus(VALIDITY));
    List<byte[]> extensions =
        List.of(
            extension(true, Der.sequence(Der.value(Der.BOOLEAN, Der.TRUE)), 2, 5, 29, 19),
            extension(true, Der.value(Der.BITS, AUTHORITY_USAGE), 2, 5, 29, 15),
            subjectKeyIdentifier(subject));
    return from(sign(subject, extensions, subject.name(), subject.keys().getPrivate()), now);
  }

  /** Returns the authority whose certificate and key these are; the key of a {@link KeyKind}. */
  public static CertificateAuthority from(CertificateAndKey identity, Instant now) {
    KeyKind.valueOf(identity.key().getAlgorithm());
    return new CertificateAuthority(identity, now);
  }

  /** Returns the identity of a server that nobody vouches for: its certificate signs itself. */
  public static CertificateAndKey selfSigned(
      String commonName,
      Collection<String> dnsNames,
      Collection<String> ipAddresses,
      Instant from,
      Instant until) {
    var subject = new Subject(commonName, List.of(), KeyKind.EC, from, until);
    List<byte[]> extensions = leafExtensions(subject, KeyKind.EC, SERVER_AUTH);
    extensions.add(alternativeNames(dnsNames, ipAddresses));
    return sign(subject, extensions, subject.name(), subject.keys().getPrivate());
  }

  /**
   * Returns a request for a client's certificate (PKCS #10, RFC 2986) in PEM.
   *
   * @param keys the key pair that the certificate is to be for, of a {@link KeyKind}
   */
  public static String signingRequest(KeyPair keys, String commonName, List<String> groups) {
    return request(keys, commonName, groups, new byte[0]);
  }

  /** Returns a request for the certificate of a server with these names and addresses, in PEM. */
  public static String signingRequest(
      KeyPair keys,
      String commonName,
      List<String> groups,
      Collection<String> dnsNames,
      Collection<String> ipAddresses) {
    byte[] extensions = Der.sequence(alternativeNames(dnsNames, ipAddresses));
    byte[] wished = Der.sequence(EXTENSION_REQUEST, Der.value(Der.SET, extensions));
    return request(keys, commonName, groups, wished);
  }

  private static String request(
      KeyPair keys, String commonName, List<String> groups, byte[] attributes) {
    byte[] body =
        Der.sequence(
            Der.integer(BigInteger.ZERO),
            name(commonName, groups),
            keys.getPublic().getEncoded(),
            Der.value(Der.CONSTRUCTED_CONTEXT, attributes));
    try {
      return Pem.block("CERTIFICATE REQUEST", KeyKind.signed(body, keys.getPrivate()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a request for " + commonName, e);
    }
  }

  public CertificateAndKey identity() {
    return identity;
  }

  /** Returns when this authority's own certificate expires. */
  public Instant notAfter() {
    return identity.certificate().getNotAfter().toInstant();
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
    byte[] alternatives = alternativeNames(dnsNames, ipAddresses);
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
    var subject = new Subject(commonName, groups, kind, from, until);
    List<byte[]> extensions = leafExtensions(subject, kind, purpose);
    byte[] signer = Der.value(Der.CONTEXT, ownKeyIdentifier());
    extensions.add(extension(false, Der.sequence(signer), 2, 5, 29, 35));
    extensions.addAll(List.of(moreExtensions));
    byte[] issuer = identity.certificate().getSubjectX500Principal().getEncoded();
    return sign(subject, extensions, issuer, identity.key());
  }

  private static CertificateAndKey sign(
      Subject subject, List<byte[]> extensions, byte[] issuer, PrivateKey signer) {
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    byte[] body =
        Der.sequence(
            Der.value(Der.CONSTRUCTED_CONTEXT, Der.integer(VERSION_3)),
            Der.integer(serial),
            KeyKind.valueOf(signer.getAlgorithm()).signatureIdentifier(),
            issuer,
            Der.sequence(Der.time(subject.from()), Der.time(subject.until())),
            subject.name(),
            subject.keys().getPublic().getEncoded(),
            Der.value(Der.CONSTRUCTED_CONTEXT | 3, Der.sequence(extensions)));
    try {
      X509Certificate certificate = Pem.certificate(KeyKind.signed(body, signer));
      return new CertificateAndKey(subject.keys().getPrivate(), List.of(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  /** Returns what every certificate says that signs no other. */
  private static List<byte[]> leafExtensions(Subject subject, KeyKind kind, byte[] purpose) {
    List<byte[]> extensions = new ArrayList<>();
    extensions.add(extension(true, Der.sequence(), 2, 5, 29, 19));
    extensions.add(extension(true, Der.value(Der.BITS, kind.leafUsage()), 2, 5, 29, 15));
    extensions.add(extension(false, Der.sequence(purpose), 2, 5, 29, 37));
    extensions.add(subjectKeyIdentifier(subject));
    return extensions;
  }

  private static byte[] alternativeNames(
      Collection<String> dnsNames, Collection<String> ipAddresses) {
    List<byte[]> names = new ArrayList<>();
    dnsNames.forEach(n -> names.add(Der.value(Der.CONTEXT | 2, Der.ascii(n))));
    ipAddresses.forEach(a -> names.add(Der.value(Der.CONTEXT | 7, address(a))));
    if (names.isEmpty()) {
      throw new IllegalArgumentException("names: a server's certificate must have one");
    }
    return extension(false, Der.sequence(names), 2, 5, 29, 17);
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

  private static byte[] subjectKeyIdentifier(Subject subject) {
    byte[] identifier = keyIdentifier(subject.keys().getPublic());
    return extension(false, Der.value(Der.OCTETS, identifier), 2, 5, 29, 14);
  }

  /**
   * Returns what this authority's own certificate calls its key: one that was made elsewhere has a
   * value of its own, which verifiers compare with that in what it signs.
   */
  private byte[] ownKeyIdentifier() {
    byte[] extension = identity.certificate().getExtensionValue(SUBJECT_KEY_IDENTIFIER);
    if (extension == null) {
      return keyIdentifier(identity.certificate().getPublicKey());
    }
    if (extension[1] < 0) {
      throw new IllegalStateException("the authority's key identifier has more than 125 bytes");
    }
    // An OCTET STRING in an OCTET STRING, both with a length of one byte.
    return Arrays.copyOfRange(extension, 4, extension.length);
  }

  /** SHA-1 of the whole key: any value that differs from key to key serves (RFC 5280, 4.2.1.2). */
  private static byte[] keyIdentifier(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
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
}
