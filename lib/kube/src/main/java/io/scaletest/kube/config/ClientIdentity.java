package io.scaletest.kube.config;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A client certificate with its key.
 *
 * @param key the private key
 * @param chain the certificate, then those that signed it, at least one
 */
public record ClientIdentity(PrivateKey key, List<X509Certificate> chain) {
  public ClientIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain: needs a certificate, got none");
    }
  }

  /**
   * By hand, as {@link #hashCode}: each connection compares, and a record's own are made by the JVM
   * at their first call, which is felt in a tool's start.
   */
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof ClientIdentity that && key.equals(that.key) && chain.equals(that.chain);
  }

  @Override
  public int hashCode() {
    return chain.hashCode();
  }

  /** Names the subject only. */
  @Override
  public String toString() {
    return "ClientIdentity[" + chain.get(0).getSubjectX500Principal().getName() + "]";
  }
}
