package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedApiServer.Settings;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class TlsFailureTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(TransportLimits.TlsEngine.class)
  void worksWithEitherEngine(TransportLimits.TlsEngine engine) throws Exception {
    try (ScriptedApiServer server = ScriptedApiServer.start()) {
      assertThat(ask(configuration(server), engine).failure()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TransportLimits.TlsEngine.class)
  void saysThatTheCertificateNamesAnotherHost(TransportLimits.TlsEngine engine) throws Exception {
    try (ScriptedApiServer server =
        ScriptedApiServer.start(Settings.defaults().withNames(List.of("other.example.com")))) {
      assertThat(ask(configuration(server), engine).failure())
          .startsWith(
              "cannot connect to " + server.base() + ": the server's certificate is refused: ")
          .contains("127.0.0.1");
    }
  }

  @ParameterizedTest
  @EnumSource(TransportLimits.TlsEngine.class)
  void takesTheNameThatTheConfigurationGives(TransportLimits.TlsEngine engine) throws Exception {
    try (ScriptedApiServer server =
        ScriptedApiServer.start(Settings.defaults().withNames(List.of("other.example.com")))) {
      ClientConfiguration loaded = configuration(server);
      ClientConfiguration named =
          loaded.toBuilder().serverName(Optional.of("other.example.com")).build();

      assertThat(ask(named, engine).failure()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TransportLimits.TlsEngine.class)
  void saysThatTheServersCertificateHasExpired(TransportLimits.TlsEngine engine) throws Exception {
    try (ScriptedApiServer server =
        ScriptedApiServer.start(Settings.defaults().withExpiredCertificate())) {
      assertThat(ask(configuration(server), engine).failure())
          .startsWith(
              "cannot connect to "
                  + server.base()
                  + ": the server's certificate has expired: NotAfter: ");
    }
  }

  @ParameterizedTest
  @EnumSource(TransportLimits.TlsEngine.class)
  void saysThatTheCertificateIsNotSignedByATrustedAuthority(TransportLimits.TlsEngine engine)
      throws Exception {
    try (ScriptedApiServer server = ScriptedApiServer.start()) {
      ClientConfiguration loaded = configuration(server);
      TestAuthority stranger = TestAuthority.create(WallClock.anchoredTo(Ticker.system()).now());
      ClientConfiguration distrusting =
          loaded.toBuilder().trust(List.of(stranger.own().certificate())).build();

      assertThat(ask(distrusting, engine).failure())
          .isEqualTo(
              "cannot connect to "
                  + server.base()
                  + ": the server's certificate is not signed by a trusted authority");
    }
  }

  @ParameterizedTest
  @EnumSource(TransportLimits.TlsEngine.class)
  void acceptsAnyCertificateWhereToldTo(TransportLimits.TlsEngine engine) throws Exception {
    try (ScriptedApiServer server =
        ScriptedApiServer.start(Settings.defaults().withNames(List.of("other.example.com")))) {
      Path file = server.writeKubeconfig(folder);
      Files.writeString(
          file,
          Files.readString(file)
              .replaceFirst("certificate-authority-data: \\S+", "insecure-skip-tls-verify: true"));

      assertThat(ask(ClientConfiguration.load(file.toString(), "", "", "test"), engine).failure())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TransportLimits.TlsEngine.class)
  void saysThatTheServerRefusesAClientWithoutCertificate(TransportLimits.TlsEngine engine)
      throws Exception {
    try (ScriptedApiServer server = ScriptedApiServer.start()) {
      ClientConfiguration loaded = configuration(server);
      ClientConfiguration anonymous = loaded.toBuilder().identity(Optional.empty()).build();

      assertThat(ask(anonymous, engine).failure())
          .startsWith("cannot connect to " + server.base() + ": ")
          .doesNotContain("\n");
    }
  }

  @ParameterizedTest
  @EnumSource(TransportLimits.TlsEngine.class)
  void speaksHttp1WhereTheServerOffersNoBetter(TransportLimits.TlsEngine engine) throws Exception {
    try (ScriptedApiServer server = ScriptedApiServer.start(Settings.defaults().withoutHttp2())) {
      TransportLimits limits = TransportLimits.defaults().toBuilder().tls(engine).build();
      try (HttpTransport transport =
          HttpTransport.open(configuration(server), limits, Ticker.system(), faults)) {
        assertThat(transport.sendAndWait(ApiRequest.get("/x")).failure()).isEmpty();
        assertThat(transport.sendAndWait(ApiRequest.get("/x")).failure()).isEmpty();

        assertThat(transport.way()).containsExactly(Map.entry("protocol", "HTTP/1.1"));
        assertThat(transport.stats().tlsProtocol()).isEqualTo("TLSv1.3");
        assertThat(server.connectionsAccepted()).isEqualTo(1);
      }
    }
  }

  @Test
  void givesUpOnAServerThatNeverShakesHands() throws Exception {
    try (ScriptedApiServer server = ScriptedApiServer.start();
        ServerSocket silent = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      ClientConfiguration loaded = configuration(server);
      TransportLimits limits =
          TransportLimits.defaults().toBuilder().timeoutsMs(60_000, 200).build();
      try (HttpTransport transport = HttpTransport.open(loaded, limits, Ticker.system(), faults)) {
        String base = "https://127.0.0.1:" + silent.getLocalPort();
        ApiReply reply = transport.sendAndWait(ApiRequest.get("/").to(base));

        assertThat(reply.failure())
            .startsWith("cannot connect to " + base + ": ")
            .contains("handshake timed out after 200ms");
      }
    }
  }

  @Test
  void namesWhatWasAgreedOn() throws Exception {
    assumeTrue(OpenSsl.isAvailable(), "BoringSSL is not there for this platform");
    try (ScriptedApiServer server = ScriptedApiServer.start();
        HttpTransport transport =
            HttpTransport.open(
                configuration(server), TransportLimits.defaults(), Ticker.system(), faults)) {
      transport.sendAndWait(ApiRequest.get("/version"));

      assertThat(transport.stats().tlsEngine()).isEqualTo("BoringSSL");
      assertThat(transport.stats().tlsProtocol()).isEqualTo("TLSv1.3");
      assertThat(transport.stats().tlsCipher()).startsWith("TLS_");
    }
  }

  private ClientConfiguration configuration(ScriptedApiServer server) throws Exception {
    return ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "test");
  }

  private ApiReply ask(ClientConfiguration configuration, TransportLimits.TlsEngine engine)
      throws Exception {
    assumeTrue(
        engine != TransportLimits.TlsEngine.BORINGSSL || OpenSsl.isAvailable(),
        "BoringSSL is not there for this platform");
    try (HttpTransport transport =
        HttpTransport.open(
            configuration,
            TransportLimits.defaults().toBuilder().tls(engine).build(),
            Ticker.system(),
            faults)) {
      return transport.sendAndWait(ApiRequest.get("/version"));
    }
  }
}
