package io.scaletest.kube.transport;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.scaletest.http2.connection.Alpn;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** Builds the TLS context of a client configuration. Stateless. */
final class ClientTls {
  private ClientTls() {}

  /** Returns the TLS to API servers. */
  static SslContext client(ClientConfiguration configuration, TransportLimits.TlsEngine engine)
      throws ConfigurationException {
    return context(configuration, engine, Alpn.HTTP);
  }

  /** Returns the TLS to proxies, with the same trust, as Go's clients have it. */
  static SslContext proxy(ClientConfiguration configuration, TransportLimits.TlsEngine engine)
      throws ConfigurationException {
    return context(configuration, engine, Alpn.offering(ApplicationProtocolNames.HTTP_1_1));
  }

  private static SslContext context(
      ClientConfiguration configuration,
      TransportLimits.TlsEngine engine,
      ApplicationProtocolConfig protocols)
      throws ConfigurationException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(provider(engine))
            .applicationProtocolConfig(protocols)
            .endpointIdentificationAlgorithm(configuration.insecure() ? null : "HTTPS");
    if (configuration.insecure()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    configuration
        .identity()
        .map(first -> new IdentityKeys(() -> configuration.credential().identity().orElse(first)))
        .ifPresent(builder::keyManager);
    try {
      if (!configuration.insecure()) {
        builder.trustManager(NamedServerTrust.in(configuration.trust()));
      }
      return builder.build();
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ConfigurationException(
          configuration + ": TLS cannot use its certificates: " + FailureText.of(e), e);
    }
  }

  private static SslProvider provider(TransportLimits.TlsEngine engine)
      throws ConfigurationException {
    if (engine == TransportLimits.TlsEngine.JDK) {
      return SslProvider.JDK;
    }
    if (OpenSsl.isAvailable()) {
      return SslProvider.OPENSSL;
    }
    if (engine == TransportLimits.TlsEngine.BORINGSSL) {
      throw new ConfigurationException(
          "tls: BoringSSL is not there for this platform: "
              + FailureText.of(OpenSsl.unavailabilityCause()));
    }
    return SslProvider.JDK;
  }
}
