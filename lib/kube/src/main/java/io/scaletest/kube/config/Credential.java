package io.scaletest.kube.config;

import io.scaletest.wire.x509.CertificateAndKey;
import java.util.Optional;

/**
 * Tells what goes into the {@code Authorization} header now. Safe for use by many threads; never
 * waits for a process or the network.
 */
@FunctionalInterface
public interface Credential {
  /** Sends no such header: no credential, or the client certificate is the credential. */
  Credential NONE = () -> "";

  /** Returns the header's value; empty for no header. */
  String authorization();

  /**
   * Returns the client certificate that counts now, where one comes with this credential and may be
   * replaced during a run; the same object until it is.
   */
  default Optional<CertificateAndKey> identity() {
    return Optional.empty();
  }

  /**
   * Hears that the server refused the credential (status 401), so that one that can be renewed is
   * renewed for later requests. Returns at once.
   */
  default void refused() {}
}
