package io.scaletest.httperf.tls;

import io.netty.handler.ssl.SslContextBuilder;
import io.scaletest.common.clock.WallClock;
import java.nio.file.Path;

/** A server's private key and certificates. */
@FunctionalInterface
public interface ServerIdentity {
  /** Returns the beginning of a TLS context that proves this identity. */
  SslContextBuilder builder();

  /** Returns a new identity that nobody vouches for. */
  static ServerIdentity selfSigned(WallClock clock) {
    return SelfSigned.make(clock);
  }

  /**
   * Returns the identity in two PEM files; {@link #builder} fails if they cannot be used.
   *
   * @param certificates the server's own first
   */
  static ServerIdentity files(Path certificates, Path key) {
    return () -> SslContextBuilder.forServer(certificates.toFile(), key.toFile());
  }
}
