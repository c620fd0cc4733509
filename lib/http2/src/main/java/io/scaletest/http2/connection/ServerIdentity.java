package io.scaletest.http2.connection;

import io.netty.handler.ssl.SslContextBuilder;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Begins the TLS of a server that proves who it is. Stateless. */
public final class ServerIdentity {
  /**
   * Keys that never leave memory need no strong encryption there. Java's default, PKCS #12, derives
   * a key of its own for each by ten thousand hashes: some 100 ms with the first compiler, 25 times
   * what all the rest of a server's TLS takes, and a thousand kubelets have one each.
   */
  private static final String KEY_STORE = "JKS";

  private ServerIdentity() {}

  /**
   * Returns a builder for a server.
   *
   * @param chain its certificate, then those that signed it
   */
  public static SslContextBuilder builder(PrivateKey key, List<X509Certificate> chain) {
    return SslContextBuilder.forServer(key, chain).keyStoreType(KEY_STORE);
  }
}
