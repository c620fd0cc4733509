package io.scaletest.controlplane.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of one control plane. Its certificate says that it may sign, no more.
 *
 * <p>Bouncy Castle only encodes; keys and signatures come from the JDK. Immutable.
 */
public final class CertificateAuthority {
  /** Test clusters may be left running for long; an expired one is a riddle to its user. */
  public static final Duration VALIDITY = Duration.ofDays(3650);

  /** A certificate is valid from a little earlier, for clocks that differ a little. */
  private static final Duration BACKDATE = Duration.ofHours(1);

  private static final int SERIAL_BITS = 127;

  private final Identity identity;
  private final X509Certificate certificate;
  private final PrivateKey key;
  private final Instant now;

  private CertificateAuthority(
      Identity identity, X509Certificate certificate, PrivateKey key, Instant now) {
    this.identity = identity;
    this.certificate = certificate;
    this.key = key;
    this.now = now;
  }

  /** Returns a new authority, valid for {@link #VALIDITY} from {@code now}. */
  public static CertificateAuthority create(String commonName, Instant now) {
    try {
      KeyPair pair = KeyKind.EC.generate();
      X500Name name = subject(commonName, List.of());
      var builder = builder(name, name, pair.getPublic(), now, now.plus(VALIDITY));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      Identity identity = sign(builder, pair.getPrivate(), pair.getPrivate());
      return from(identity, now);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw cannotSign(commonName, e);
    }
  }

  /** Returns the authority whose certificate and key these are. */
  public static CertificateAuthority from(Identity identity, Instant now) {
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

  public Identity identity() {
    return identity;
  }

  /** Returns when this authority's own certificate expires. */
  public Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** Returns a certificate for a server with these DNS names and IP addresses. */
  public Identity issueServer(
      String commonName, Collection<String> dnsNames, Collection<String> ipAddresses) {
    GeneralName[] names =
        Stream.concat(
                dnsNames.stream().map(n -> new GeneralName(GeneralName.dNSName, n)),
                ipAddresses.stream().map(a -> new GeneralName(GeneralName.iPAddress, a)))
            .toArray(GeneralName[]::new);
    return issue(
        subject(commonName, List.of()),
        KeyPurposeId.id_kp_serverAuth,
        new GeneralNames(names),
        KeyKind.EC,
        now.plus(VALIDITY));
  }

  /**
   * Returns a certificate that names a user to the API server.
   *
   * @param user the certificate's common name
   * @param groups its organisations
   * @param notAfter when it expires; may be past already, to see how a client takes that
   */
  public Identity issueClient(String user, List<String> groups, KeyKind kind, Instant notAfter) {
    return issue(subject(user, groups), KeyPurposeId.id_kp_clientAuth, null, kind, notAfter);
  }

  private Identity issue(
      X500Name subject, KeyPurposeId purpose, GeneralNames names, KeyKind kind, Instant notAfter) {
    try {
      KeyPair pair = kind.generate();
      Instant from = now.isBefore(notAfter) ? now : notAfter;
      X500Name issuer = new JcaX509CertificateHolder(certificate).getSubject();
      var builder = builder(issuer, subject, pair.getPublic(), from, notAfter);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      return sign(builder, key, pair.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw cannotSign(subject.toString(), e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey publicKey, Instant from, Instant notAfter) {
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(from.minus(BACKDATE)), Date.from(notAfter), subject, publicKey);
  }

  private static Identity sign(
      JcaX509v3CertificateBuilder builder, PrivateKey signer, PrivateKey own)
      throws OperatorCreationException, IOException {
    String algorithm = KeyKind.valueOf(signer.getAlgorithm()).signatureAlgorithm();
    byte[] der = builder.build(new JcaContentSignerBuilder(algorithm).build(signer)).getEncoded();
    return new Identity(Pem.certificate(der), Pem.privateKey(own.getEncoded()));
  }

  private static X500Name subject(String commonName, List<String> organisations) {
    var name = new X500NameBuilder(BCStyle.INSTANCE);
    organisations.forEach(o -> name.addRDN(BCStyle.O, o));
    name.addRDN(BCStyle.CN, commonName);
    return name.build();
  }

  private static IllegalStateException cannotSign(String name, Exception cause) {
    return new IllegalStateException("cannot make a certificate for " + name, cause);
  }
}
