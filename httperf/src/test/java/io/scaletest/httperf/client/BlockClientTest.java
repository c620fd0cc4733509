package io.scaletest.httperf.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.http2.connection.Alpn;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.httperf.transfer.Transfer;
import io.scaletest.httperf.transfer.Verbosity;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.Stall;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlockClientTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private static final int LIMIT_S = 30;
  private static final int REQUESTS = 8;
  private static final long STANDS_AT_NS = 1_000;

  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final Transfer transfer = new Transfer(Transfer.Role.CLIENT);
  private BlockClient client;
  private volatile boolean broken;
  private volatile boolean standing;
  private final AtomicLong laterNs = new AtomicLong();

  private void startClient(int requests) throws SSLException {
    server.answerWith(request -> true, 200, "Z"); // a block of one byte
    startClient(server.base(), 1, requests, OptionalDouble.empty());
  }

  private void startClient(String base, int connections, int requests, OptionalDouble rate)
      throws SSLException {
    CertificateAndKey own = server.authority().client("httperf", "testers");
    SslContext tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .applicationProtocolConfig(Alpn.HTTP)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .keyManager(stream(own.certificatePem()), stream(own.privateKeyPem()))
            .build();
    var plan =
        new LoadPlan(
            ServerUrl.parse(base, ServerUrl.HTTPS),
            connections,
            2,
            1,
            1,
            1,
            requests,
            rate,
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
    return standing ? STANDS_AT_NS : Ticker.system().nanos() + laterNs.get();
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

  /** A queue of connections that nobody accepts, as that of a server that has no time. */
  @Test
  void connectionsThatNeverOpenedAreTold() throws Exception {
    try (var silent = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
      startClient("https://127.0.0.1:" + silent.getLocalPort(), 2, 0, OptionalDouble.empty());
      laterNs.set(BlockExchange.ANSWER_LIMIT_NS);
      client.close();

      assertThat(client.connectionsNeverOpened()).isEqualTo(2);
    }
  }

  @Test
  void connectionsThatHadNoTimeToOpenAreNotMissing() throws Exception {
    standing = true;
    try (var silent = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
      startClient("https://127.0.0.1:" + silent.getLocalPort(), 2, 0, OptionalDouble.empty());
      client.close();

      assertThat(client.connectionsNeverOpened()).isZero();
    }
  }

  @Test
  void aConnectionThatOpenedIsNotMissing() throws Exception {
    startClient(REQUESTS);
    client.allEnded().get(LIMIT_S, TimeUnit.SECONDS);
    laterNs.set(BlockExchange.ANSWER_LIMIT_NS);
    client.close();

    assertThat(client.connectionsNeverOpened()).isZero();
  }

  /** Of a schedule, two requests are answered; those after them are sent and never answered. */
  @Test
  void whatWasSentAndNeverAnsweredWasNotTaken() throws Exception {
    var received = new AtomicInteger();
    server.answerWith(request -> true, 200, "Z");
    Stall stall = server.stall(request -> received.incrementAndGet() > 2);
    startClient(server.base(), 1, 8, OptionalDouble.of(1_000));
    stall.awaitHeld(6);
    boolean answered =
        new BoundedWait(Ticker.system())
            .until(Duration.ofSeconds(LIMIT_S), () -> transfer.requests() == 2);
    assertThat(answered).isTrue();
    client.stop();
    laterNs.set(BlockExchange.ANSWER_LIMIT_NS);
    client.close();

    assertThat(client.takenPerSecond().getAsDouble())
        .isCloseTo(client.achievedPerSecond().getAsDouble() * 2 / 8, Percentage.withPercentage(1));
  }
}
