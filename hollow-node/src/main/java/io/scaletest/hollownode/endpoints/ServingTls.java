package io.scaletest.hollownode.endpoints;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.http2.connection.ServerIdentity;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes what kubelets serve TLS with. Takes milliseconds of CPU: not for an event loop. Stateless.
 */
final class ServingTls {
  private static final Duration BACKDATE = Duration.ofHours(1);

  /** As a real kubelet's. */
  private static final Duration VALIDITY = Duration.ofDays(365);

  /**
   * Lets every client certificate through the handshake: one that the authority did not sign is
   * answered 401, as by a kubelet, and not refused by TLS.
   */
  private static final X509ExtendedTrustManager LATER =
      new X509ExtendedTrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
          throw new UnsupportedOperationException("a server has no server to trust");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
          throw new UnsupportedOperationException("a server has no server to trust");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
          throw new UnsupportedOperationException("a server has no server to trust");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      };

  private ServingTls() {}

  /**
   * Returns the TLS of a kubelet whose certificate signs itself, as without {@code
   * --rotate-server-certificates}.
   */
  static SslContext selfSigned(NodeDescription node, Instant now) {
    return of(
        node.name(),
        CertificateAuthority.selfSigned(
            node.name(),
            List.of(node.name()),
            node.internalIps(),
            now.minus(BACKDATE),
            now.plus(VALIDITY)));
  }

  /** Returns the TLS of a node's kubelet. */
  static SslContext of(String node, CertificateAndKey identity) {
    try {
      return ServerIdentity.builder(identity.key(), identity.chain())
          .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
          .trustManager(LATER)
          .clientAuth(ClientAuth.OPTIONAL)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot use the certificate of node " + node, e);
    }
  }
}
