package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.Credential;
import io.scaletest.kube.config.ProxyRule;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.wire.x509.CertificateAndKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is thrown while a connection is made, or a request put on it, is a fault of the program: the
 * run hears of it, the request ends, and the next one gets a connection.
 */
@Timeout(300)
class ThrowingCredentialTest {
  @TempDir private Path folder;

  private final StopSignal stop = new StopSignal();
  private final RunFaults faults = new RunFaults(stop::request);
  private final AtomicInteger calls = new AtomicInteger();

  /** Throws once: at the call of this number, from 0. */
  private Credential throwingAt(int call) {
    return new Credential() {
      @Override
      public String authorization() {
        return "";
      }

      @Override
      public Optional<CertificateAndKey> identity() {
        if (calls.getAndIncrement() == call) {
          throw new AssertionError("for the test");
        }
        return Optional.empty();
      }
    };
  }

  private void check(ClientConfiguration configuration) throws Exception {
    try (HttpTransport transport =
        HttpTransport.open(configuration, TransportLimits.defaults(), Ticker.system(), faults)) {
      ApiReply reply = transport.sendAndWait(ApiRequest.get("/version"));

      assertThat(reply.succeeded()).isFalse();
      assertThat(stop.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(stop.status()).contains(CommonExit.INTERNAL);
      assertThat(faults.count()).isEqualTo(1);
      assertThat(transport.sendAndWait(ApiRequest.get("/version")).failure()).isEmpty();
    }
  }

  /** The first call, 0, is for the keys, before there is a transport. */
  @ParameterizedTest
  @ValueSource(ints = 1)
  void overHttp2(int call) throws Exception {
    try (ScriptedApiServer server = ScriptedApiServer.start()) {
      ClientConfiguration loaded =
          ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "test");
      check(
          new ClientConfiguration(
              loaded.base(),
              loaded.pathPrefix(),
              loaded.serverName(),
              loaded.trust(),
              loaded.insecure(),
              loaded.identity(),
              throwingAt(call),
              Optional.empty(),
              ProxyRule.NONE,
              "test"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void overHttp1(int call) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      check(
          new ClientConfiguration(
              "http://127.0.0.1:" + server.getAddress().getPort(),
              "",
              Optional.empty(),
              List.of(),
              false,
              Optional.empty(),
              throwingAt(call),
              Optional.empty(),
              ProxyRule.NONE,
              "test"));
    } finally {
      server.stop(0);
    }
  }
}
