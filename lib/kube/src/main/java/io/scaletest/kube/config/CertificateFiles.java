package io.scaletest.kube.config;

import io.scaletest.common.clock.WallClock;
import io.scaletest.wire.x509.CertificateAndKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client certificate and its key in two files that something else replaces, as a kubelet's are:
 * read again a minute after they were read last. Files that do not fit together meanwhile, or
 * cannot be read, leave in use what was read last.
 */
final class CertificateFiles implements Credential {
  static final long REREAD_NS = TimeUnit.MINUTES.toNanos(1);

  private final String place;
  private final Path certificate;
  private final Path key;
  private final Credential header;
  private final WallClock wallClock;
  private final AtomicLong nextReadNs;
  private volatile Optional<CertificateAndKey> identity;

  private CertificateFiles(
      String place, Path certificate, Path key, Credential header, WallClock wallClock)
      throws ConfigurationException {
    this.place = place;
    this.certificate = certificate;
    this.key = key;
    this.header = header;
    this.wallClock = wallClock;
    this.identity = Optional.of(read());
    this.nextReadNs = new AtomicLong(wallClock.ticker().nanos() + REREAD_NS);
  }

  /**
   * Reads the files.
   *
   * @param place names them in a failure
   * @param header what goes with each request besides
   */
  static CertificateFiles open(
      String place, Path certificate, Path key, Credential header, WallClock wallClock)
      throws ConfigurationException {
    return new CertificateFiles(place, certificate, key, header, wallClock);
  }

  private CertificateAndKey read() throws ConfigurationException {
    return UserEntry.identity(
        place, SmallFile.read(certificate), SmallFile.read(key), wallClock.now());
  }

  @Override
  public String authorization() {
    return header.authorization();
  }

  @Override
  public Optional<CertificateAndKey> identity() {
    long nowNs = wallClock.ticker().nanos();
    long dueNs = nextReadNs.get();
    if (nowNs - dueNs >= 0 && nextReadNs.compareAndSet(dueNs, nowNs + REREAD_NS)) {
      reread();
    }
    return identity;
  }

  private void reread() {
    try {
      Optional<CertificateAndKey> now = Optional.of(read());
      if (!now.equals(identity)) {
        identity = now;
      }
    } catch (ConfigurationException e) {
      // Rotation may be half done; the server has the last word on the certificate in use.
    }
  }

  @Override
  public void refused() {
    nextReadNs.set(wallClock.ticker().nanos());
    header.refused();
  }
}
