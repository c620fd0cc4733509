package io.scaletest.kube.config;

import io.scaletest.wire.x509.CertificateAndKey;
import java.util.Optional;

/**
 * The source of the {@code Authorization} header, which may change during a run. Safe for use by
 * many threads; must not block.
 */
@FunctionalInterface
public interface Credential {
  /** No header: there is no credential, or it is the client certificate. */
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
   * Called when the server refused the credential (status 401), so that one that can be renewed is
   * renewed for later requests. Must return at once.
   */
  default void refused() {}
}
