package io.scaletest.httperf.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.controlplane.process.BoundedWait;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.http2.tls.Alpn;
import io.scaletest.httperf.measure.Transfer;
import io.scaletest.httperf.measure.Verbosity;
import io.scaletest.testkit.certificate.IssuedCertificate;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.Stall;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlockClientTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private static final int LIMIT_S = 30;
  private static final int REQUESTS = 8;

  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final Transfer transfer = new Transfer(Transfer.Role.CLIENT);
  private BlockClient client;
  private volatile boolean broken;

  private void startClient(int requests) throws SSLException {
    server.answerWith(request -> true, 200, "Z"); // a block of one byte
    IssuedCertificate own = server.authority().client("httperf", "testers");
    SslContext tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .applicationProtocolConfig(Alpn.HTTP)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .keyManager(stream(own.certificatePem()), stream(own.keyPem()))
            .build();
    var plan =
        new LoadPlan(
            ServerUrl.parse(server.base(), ServerUrl.HTTPS),
            1,
            2,
            1,
            1,
            1,
            requests,
            OptionalDouble.empty(),
            1,
            Duration.ofSeconds(LIMIT_S));
    client =
        new BlockClient(
            plan, 1, SocketKind.best(), tls, transfer, this::nanos, new Verbosity(0), faults);
    client.start();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private long nanos() {
    if (broken && Thread.currentThread().getName().startsWith("httperf-client")) {
      throw new IllegalStateException("broken clock");
    }
    return Ticker.system().nanos();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Two requests are answered, so that it is a healthy server which leaves; the next two wait. */
  private Stall twoUnderWay(int requests) throws SSLException {
    var received = new AtomicInteger();
    Stall stall = server.stall(request -> received.incrementAndGet() > 2);
    startClient(requests);
    stall.awaitHeld(2);
    return stall;
  }

  @Test
  void aServerThatLeavesInOrderCutsNothing() throws Exception {
    Stall stall = twoUnderWay(REQUESTS);

    server.goAway();
    stall.release();
    client.allEnded().get(LIMIT_S, TimeUnit.SECONDS);

    assertThat(transfer.errors().byFrequency()).isEmpty();
    assertThat(transfer.requests()).isEqualTo(REQUESTS);
    assertThat(server.connectionsAccepted()).isEqualTo(2);
  }

  @Test
  void whatTheServerHasNotBegunGoesOverANewConnection() throws Exception {
    Stall stall = twoUnderWay(REQUESTS);

    server.goAwayFromAll();
    stall.awaitHeld(4);
    stall.release();
    client.allEnded().get(LIMIT_S, TimeUnit.SECONDS);

    assertThat(transfer.errors().byFrequency()).isEmpty();
    assertThat(transfer.requests()).isEqualTo(REQUESTS);
    assertThat(server.connectionsAccepted()).isEqualTo(2);
  }

  @Test
  void aFaultOfTheProgramOnAnEventLoopIsHandedOn() throws Exception {
    Stall stall = twoUnderWay(REQUESTS);

    broken = true;
    stall.release();

    List<String> told = new ArrayList<>();
    boolean heard =
        new BoundedWait(Ticker.system())
            .until(
                Duration.ofSeconds(LIMIT_S),
                () -> {
                  faults.take().forEach(thrown -> told.add(thrown.getMessage()));
                  return !told.isEmpty();
                });
    broken = false;
    client.close();
    faults.take();
    assertThat(heard).isTrue();
    assertThat(told).contains("broken clock");
  }

  @Test
  void aLostConnectionIsNoFaultOfTheProgram() throws Exception {
    twoUnderWay(4);

    server.dropConnections();
    client.allEnded().get(LIMIT_S, TimeUnit.SECONDS);

    assertThat(faults.take()).isEmpty();
  }

  @Test
  void whatIsUnderWayWhenTheServerVanishesFailsForThatReason() throws Exception {
    twoUnderWay(4);

    server.goAway();
    server.dropConnections();
    client.allEnded().get(LIMIT_S, TimeUnit.SECONDS);

    assertThat(transfer.errors().byFrequency())
        .containsExactlyEntriesOf(Map.of("the server said GOAWAY: NO_ERROR", 2L));
  }
}
