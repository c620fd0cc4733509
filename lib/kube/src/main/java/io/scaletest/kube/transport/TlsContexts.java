package io.scaletest.kube.transport;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import javax.net.ssl.SSLException;

/** Makes the TLS of a client configuration. */
final class TlsContexts {
  /**
   * HTTP/1.1 is offered too, though it is not spoken here: so a server without HTTP/2 ends the
   * handshake in order and can be named, instead of an alert that could mean anything.
   */
  private static final ApplicationProtocolConfig ALPN =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private TlsContexts() {}

  static SslContext client(ClientConfiguration configuration, TlsEngine engine)
      throws ConfigurationException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(provider(engine))
            .applicationProtocolConfig(ALPN)
            .endpointIdentificationAlgorithm(configuration.insecure() ? null : "HTTPS");
    if (configuration.insecure()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (!configuration.trust().isEmpty()) {
      builder.trustManager(configuration.trust());
    }
    configuration.identity().map(IdentityKeyManager::new).ifPresent(builder::keyManager);
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new ConfigurationException(
          configuration + ": TLS cannot use its certificates: " + FailureText.of(e), e);
    }
  }

  private static SslProvider provider(TlsEngine engine) throws ConfigurationException {
    if (engine == TlsEngine.JDK) {
      return SslProvider.JDK;
    }
    if (OpenSsl.isAvailable()) {
      return SslProvider.OPENSSL;
    }
    if (engine == TlsEngine.BORINGSSL) {
      throw new ConfigurationException(
          "tls: BoringSSL is not there for this platform: "
              + FailureText.of(OpenSsl.unavailabilityCause()));
    }
    return SslProvider.JDK;
  }
}
