package io.scaletest.httperf.tls;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import io.scaletest.http2.connection.Alpn;
import io.scaletest.http2.connection.EmptyFlushFilter;
import io.scaletest.http2.connection.ServerIdentity;
import io.scaletest.wire.x509.CertificateAndKey;
import java.lang.reflect.Field;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Builds the TLS contexts of server and client, and puts TLS into a pipeline. Stateless. */
public final class TlsContexts {
  private TlsContexts() {}

  /** Returns a server's TLS. */
  public static SslContext server(TlsSettings settings, CertificateAndKey identity)
      throws SSLException {
    return build(
        settings.provider() == TlsProvider.BOUNCYCASTLE
            ? SslContextBuilder.forServer(BouncyCastleTls.keyManagers(identity))
            : ServerIdentity.builder(identity.key(), identity.chain()),
        settings);
  }

  /** Returns a client's TLS. It trusts every server, as the original does: it measures paths. */
  public static SslContext client(TlsSettings settings) throws SSLException {
    return build(
        SslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null),
        settings);
  }

  /**
   * Adds TLS to a pipeline, and before it what Bouncy Castle's key log needs of each connection.
   */
  public static void addTo(ChannelPipeline pipeline, SslHandler handler, long handshakeLimitMs) {
    handler.setHandshakeTimeoutMillis(handshakeLimitMs);
    if (BouncyCastleTls.runs(handler.engine())) {
      pipeline.addLast(new ClientRandomReader());
    }
    pipeline.addLast(handler, new EmptyFlushFilter());
  }

  private static SslContext build(SslContextBuilder builder, TlsSettings settings)
      throws SSLException {
    builder.applicationProtocolConfig(Alpn.HTTP).protocols(settings.versions());
    switch (settings.provider()) {
      case BORINGSSL -> builder.sslProvider(SslProvider.OPENSSL);
      case JDK -> builder.sslProvider(SslProvider.JDK);
      case BOUNCYCASTLE ->
          builder
              .sslProvider(SslProvider.JDK)
              .sslContextProvider(BouncyCastleTls.provider(settings.keyLog()));
      case AUTO -> throw new IllegalStateException("settings hold no such provider");
    }
    SslContext context = builder.build();
    if (context instanceof ReferenceCountedOpenSslContext openSsl) {
      logSecrets(openSsl, settings.keyLog());
    }
    return context;
  }

  private static void logSecrets(ReferenceCountedOpenSslContext context, Optional<KeyLog> keyLog) {
    if (keyLog.isPresent()) {
      KeyLog log = keyLog.get();
      KeyLogCallback callback = (ssl, line) -> log.line(line);
      if (!SSLContext.setKeyLogCallback(nativeContext(context), callback)) {
        throw new IllegalStateException("this BoringSSL takes no key log callback");
      }
    }
  }

  /**
   * Returns tcnative's pointer. Netty passes BoringSSL's key log on for QUIC only and keeps this
   * pointer in a protected field of a class that cannot be extended elsewhere; what it hands out is
   * a pointer to another structure, with which the callback's setter crashes.
   */
  private static long nativeContext(ReferenceCountedOpenSslContext context) {
    try {
      Field pointer = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
      pointer.setAccessible(true);
      return pointer.getLong(context);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Netty keeps BoringSSL's context elsewhere", e);
    }
  }
}
