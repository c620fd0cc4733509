package io.scaletest.testkit.server;

import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.scaletest.common.clock.WallClock;
import io.scaletest.http2.connection.Alpn;
import io.scaletest.http2.connection.ServerIdentity;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.wire.x509.CertificateAndKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;

/** Makes the TLS of a scripted server. */
final class ServerTls {
  private ServerTls() {}

  static SslContext context(ScriptedApiServer.Settings settings, TestAuthority authority) {
    CertificateAndKey certificate = certificate(settings, authority);
    String protocol =
        settings.http2() ? ApplicationProtocolNames.HTTP_2 : ApplicationProtocolNames.HTTP_1_1;
    boolean openSsl = OpenSsl.isAvailable() && !settings.jdkTls();
    try {
      return ServerIdentity.builder(certificate.key(), List.of(certificate.certificate()))
          .sslProvider(openSsl ? SslProvider.OPENSSL : SslProvider.JDK)
          .trustManager(authority.own().certificate())
          .clientAuth(settings.clientCertificates() ? ClientAuth.REQUIRE : ClientAuth.NONE)
          .applicationProtocolConfig(Alpn.offering(protocol))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot use a certificate just made", e);
    }
  }

  private static CertificateAndKey certificate(
      ScriptedApiServer.Settings settings, TestAuthority authority) {
    if (!settings.expired()) {
      return authority.server(settings.names());
    }
    Instant end = WallClock.anchoredTo(settings.ticker()).now().minus(Duration.ofHours(1));
    return authority.server(settings.names(), end.minus(Duration.ofHours(1)), end);
  }
}
