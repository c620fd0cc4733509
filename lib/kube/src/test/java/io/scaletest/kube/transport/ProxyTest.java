package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ProxyRule;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.wire.x509.CertificateAndKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transport through proxies, to a server whose name only the proxy can resolve. */
@Timeout(300)
class ProxyTest {
  private static final String NAME = "api.only-the-proxy.example";
  private static final char[] NO_PASSWORD = {};

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  @TempDir private Path folder;
  private ScriptedApiServer server;

  @BeforeEach
  void startServer() {
    server =
        ScriptedApiServer.start(
            ScriptedApiServer.Settings.defaults().withNames(List.of(NAME, "127.0.0.1")));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void asksAnHttpProxyForATunnel() throws Exception {
    try (ScriptedProxy proxy = proxy("")) {
      assertReached("http://me:p%40ss@" + proxy.place());

      assertThat(proxy.asked())
          .containsExactly(
              "CONNECT " + NAME + ":6443 HTTP/1.1", "proxy-authorization: Basic bWU6cEBzcw==");
    }
  }

  @Test
  void asksAnHttpsProxyForATunnel() throws Exception {
    CertificateAndKey own = server.authority().server(List.of("127.0.0.1"));
    try (ScriptedProxy proxy =
        new ScriptedProxy(tls(own).getServerSocketFactory(), server.port(), "")) {
      assertReached("https://" + proxy.place());

      assertThat(proxy.asked()).containsExactly("CONNECT " + NAME + ":6443 HTTP/1.1");
    }
  }

  @Test
  void hasASocksProxyResolveTheName() throws Exception {
    try (ScriptedProxy proxy = proxy("")) {
      assertReached("socks5://me:pass@" + proxy.place());

      assertThat(proxy.asked()).containsExactly("as me:pass", "socks5 " + NAME + ":6443");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "JDK, my_host.example, true",
    "BORINGSSL, my_host.example, true",
    "JDK, my_host, true",
    "BORINGSSL, my_host, true",
    "JDK, a_b.wild.example, true",
    "BORINGSSL, a_b.c.wild.example, false",
    "JDK, your_host, false",
    "BORINGSSL, your_host, false",
    "JDK, yourhost, false",
    "BORINGSSL, yourhost, false",
  })
  void findsNamesInCertificatesAsGoDoes(
      TransportLimits.TlsEngine engine, String host, boolean found) throws Exception {
    List<String> names = List.of("my_host", "my_host.example", "*.wild.example");
    try (ScriptedApiServer named =
            ScriptedApiServer.start(ScriptedApiServer.Settings.defaults().withNames(names));
        ScriptedProxy proxy =
            new ScriptedProxy(ServerSocketFactory.getDefault(), named.port(), "");
        HttpTransport transport =
            HttpTransport.open(
                ClientConfiguration.load(
                        named.writeKubeconfig(folder).toString(), "", "https://" + host, "x")
                    .through(server -> Optional.of(ServerUrl.parse(proxy.place(), "http"))),
                TransportLimits.defaults().toBuilder().tls(engine).build(),
                Ticker.system(),
                faults)) {
      ApiReply reply = transport.sendAndWait(ApiRequest.get("/x"));

      if (found) {
        assertThat(reply.failure()).isEmpty();
      } else {
        assertThat(reply.failure())
            .contains("the server's certificate is refused: No subject alternative DNS name")
            .contains(host);
      }
    }
  }

  @Test
  void tellsASocksProxyAnAddress() throws Exception {
    try (ScriptedProxy proxy = proxy("");
        HttpTransport transport = open(configuration(server.base(), "socks5://" + proxy.place()))) {
      assertThat(transport.sendAndWait(ApiRequest.get("/x")).failure()).isEmpty();

      assertThat(proxy.asked())
          .containsExactly("socks5 address " + 0x7f000001 + ":" + server.port());
    }
  }

  @Test
  void asksAnHttpProxyForEachRequestInTheClear() throws Exception {
    HttpServer plain =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    plain.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    plain.start();
    try (ScriptedProxy proxy =
            new ScriptedProxy(ServerSocketFactory.getDefault(), plain.getAddress().getPort(), "");
        HttpTransport transport =
            open(configuration("http://" + NAME, "http://me:pass@" + proxy.place()))) {
      assertThat(transport.sendAndWait(ApiRequest.get("/x?y")).status()).isEqualTo(204);

      assertThat(proxy.asked())
          .containsExactly(
              "GET http://" + NAME + "/x?y HTTP/1.1", "proxy-authorization: Basic bWU6cGFzcw==");
      assertThat(transport.stats().protocol()).isEqualTo("HTTP/1.1");
    } finally {
      plain.stop(0);
    }
  }

  @Test
  void saysThatTheProxyRefuses() throws Exception {
    try (ScriptedProxy proxy = proxy("HTTP/1.1 407 Proxy Authentication Required");
        HttpTransport transport =
            open(configuration("https://" + NAME, "http://me:secret@" + proxy.place()))) {
      assertThat(transport.sendAndWait(ApiRequest.get("/x")).failure())
          .startsWith(
              "cannot connect to https://"
                  + NAME
                  + ":443 through the proxy http://"
                  + proxy.place()
                  + ": the proxy makes no connection: ")
          .contains("407 Proxy Authentication Required")
          .doesNotContain("secret");
    }
  }

  @Test
  void saysThatTheProxyIsNotThere() throws Exception {
    String place;
    try (ScriptedProxy proxy = proxy("")) {
      place = proxy.place();
    }
    try (HttpTransport transport = open(configuration("https://" + NAME, "http://" + place))) {
      assertThat(transport.sendAndWait(ApiRequest.get("/x")).failure())
          .isEqualTo(
              "cannot connect to https://"
                  + NAME
                  + ":443 through the proxy http://"
                  + place
                  + ": connection refused");
    }
  }

  private void assertReached(String proxy) throws Exception {
    try (HttpTransport transport = open(configuration("https://" + NAME + ":6443", proxy))) {
      ApiReply reply = transport.sendAndWait(ApiRequest.get("/x"));

      assertThat(reply.failure()).isEmpty();
      assertThat(transport.stats().protocol()).isEqualTo("HTTP/2");
      assertThat(transport.stats().proxy())
          .isEqualTo(ServerUrl.parse(proxy, "").toString())
          .doesNotContain("me");
      assertThat(server.requests().get(0).headers()).containsEntry(":authority", NAME + ":6443");
    }
  }

  private ClientConfiguration configuration(String base, String proxy) throws Exception {
    Optional<ServerUrl> through = Optional.of(ProxyRule.parse(proxy, ""));
    ProxyRule rule = server -> through;
    return ClientConfiguration.load(
            server.writeKubeconfig(folder).toString(), "", base, "scaletest")
        .through(rule);
  }

  private HttpTransport open(ClientConfiguration configuration) throws Exception {
    return HttpTransport.open(configuration, TransportLimits.defaults(), Ticker.system(), faults);
  }

  private ScriptedProxy proxy(String refusal) throws Exception {
    return new ScriptedProxy(ServerSocketFactory.getDefault(), server.port(), refusal);
  }

  private static SSLContext tls(CertificateAndKey certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "proxy", certificate.key(), NO_PASSWORD, new Certificate[] {certificate.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
