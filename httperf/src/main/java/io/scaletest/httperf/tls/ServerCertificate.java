package io.scaletest.httperf.tls;

import io.scaletest.common.clock.WallClock;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import io.scaletest.wire.x509.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Where a server's certificate and key come from: two files, or made at start. */
public final class ServerCertificate {
  private static final Duration LIFETIME = Duration.ofDays(365);

  /** Clocks of two hosts may disagree. */
  private static final Duration BACKDATING = Duration.ofHours(1);

  private ServerCertificate() {}

  /**
   * Returns a new certificate that nobody vouches for, for {@code localhost} and this host's name,
   * valid for a year.
   *
   * <p>P-256 and not the original's RSA-2048: it is made in a millisecond instead of a hundred.
   */
  public static CertificateAndKey selfSigned(WallClock clock) {
    List<String> names = new ArrayList<>(List.of("localhost"));
    try {
      String host = InetAddress.getLocalHost().getHostName();
      if (StandardCharsets.US_ASCII.newEncoder().canEncode(host)) {
        names.add(host);
      }
    } catch (UnknownHostException e) {
      // A host without a name of its own is reached by the others.
    }
    Instant now = clock.now();
    return CertificateAuthority.selfSigned(
        "localhost", names, List.of("127.0.0.1", "::1"), now.minus(BACKDATING), now.plus(LIFETIME));
  }

  /**
   * Returns the identity in two PEM files.
   *
   * @param certificates the server's own first
   * @param key not encrypted: PKCS #8, or the older forms of OpenSSL
   * @throws IOException if a file cannot be read or holds something else
   */
  public static CertificateAndKey read(Path certificates, Path key) throws IOException {
    try {
      List<X509Certificate> chain = Pem.certificates(Files.readAllBytes(certificates));
      if (chain.isEmpty()) {
        throw new IOException(certificates + " holds no certificate");
      }
      return new CertificateAndKey(
          Pem.privateKey(Files.readAllBytes(key))
              .orElseThrow(
                  () -> new IOException(key + " holds no private key that is not encrypted")),
          chain);
    } catch (CertificateException e) {
      throw new IOException(certificates + " holds a certificate that cannot be read", e);
    } catch (KeyException e) {
      throw new IOException(key + " holds a private key that cannot be read", e);
    }
  }
}
