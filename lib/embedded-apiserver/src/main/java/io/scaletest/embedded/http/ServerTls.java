package io.scaletest.embedded.http;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.scaletest.http2.connection.Alpn;
import io.scaletest.http2.connection.ServerIdentity;
import io.scaletest.wire.x509.CertificateAndKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The server's TLS: BoringSSL where there is one, and a certificate of the client's if it has. */
final class ServerTls {
  private ServerTls() {}

  static SslContext context(CertificateAndKey identity, X509Certificate authority) {
    try {
      return ServerIdentity.builder(identity.key(), identity.chain())
          .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
          .trustManager(authority)
          .clientAuth(ClientAuth.OPTIONAL)
          .applicationProtocolConfig(Alpn.HTTP)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot use the server's certificate", e);
    }
  }

  /** Returns the common name in the client's certificate; empty where it has shown none. */
  static String user(SSLSession session) {
    try {
      Map<String, String> parts = new HashMap<>();
      for (Rdn part : new LdapName(session.getPeerPrincipal().getName()).getRdns()) {
        parts.put(part.getType(), part.getValue().toString());
      }
      return Optional.ofNullable(parts.get("CN")).orElse("");
    } catch (SSLPeerUnverifiedException | InvalidNameException e) {
      return "";
    }
  }
}
