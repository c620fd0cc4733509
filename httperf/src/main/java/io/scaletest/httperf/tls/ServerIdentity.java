package io.scaletest.httperf.tls;

import io.scaletest.common.clock.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A server's private key and certificate chain, its own certificate first. */
public record ServerIdentity(PrivateKey key, List<X509Certificate> chain) {
  public ServerIdentity {
    chain = List.copyOf(chain);
  }

  /** Returns a new, self-signed identity. */
  public static ServerIdentity selfSigned(WallClock clock) {
    return SelfSigned.make(clock);
  }

  /**
   * Returns the identity in two PEM files.
   *
   * @param certificates the server's own first
   * @param key not encrypted: PKCS #8, or the older forms of OpenSSL
   * @throws IOException if a file cannot be read or holds something else
   */
  public static ServerIdentity read(Path certificates, Path key) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    for (Object entry : entries(certificates)) {
      if (entry instanceof X509CertificateHolder holder) {
        chain.add(certificate(certificates, holder));
      }
    }
    if (chain.isEmpty()) {
      throw new IOException(certificates + " holds no certificate");
    }
    for (Object entry : entries(key)) {
      var converter = new JcaPEMKeyConverter();
      if (entry instanceof PrivateKeyInfo info) {
        return new ServerIdentity(converter.getPrivateKey(info), chain);
      }
      if (entry instanceof PEMKeyPair pair) {
        return new ServerIdentity(converter.getKeyPair(pair).getPrivate(), chain);
      }
    }
    throw new IOException(key + " holds no private key that is not encrypted");
  }

  private static X509Certificate certificate(Path file, X509CertificateHolder holder)
      throws IOException {
    try {
      return new JcaX509CertificateConverter().getCertificate(holder);
    } catch (CertificateException e) {
      throw new IOException(file + " holds a certificate that cannot be read", e);
    }
  }

  private static List<Object> entries(Path file) throws IOException {
    List<Object> entries = new ArrayList<>();
    try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
      for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
