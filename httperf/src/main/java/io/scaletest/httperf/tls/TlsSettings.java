package io.scaletest.httperf.tls;

import java.util.List;
import java.util.Optional;

/**
 * The TLS settings of both roles.
 *
 * @param provider the implementation, not {@link TlsProvider#AUTO}
 * @param versions enabled protocol versions, {@code TLSv1.2} and {@code TLSv1.3}
 * @param keyLog takes the secrets, if they are wanted
 */
public record TlsSettings(TlsProvider provider, List<String> versions, Optional<KeyLog> keyLog) {
  public TlsSettings {
    versions = List.copyOf(versions);
    if (provider == TlsProvider.AUTO) {
      throw new IllegalArgumentException("provider: must be resolved");
    }
  }
}
