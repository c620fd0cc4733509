package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ReceivedRequest;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.Stall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a request is sent again: client-go's rules, on a server that answers as the test says. */
@Timeout(300)
class RetryingTransportTest {
  private static final String PATH = "/api/v1/namespaces/scaletest/configmaps";
  private static final byte[] BODY = "{\"kind\":\"ConfigMap\"}".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final RethrowingFaults faults = new RethrowingFaults();
  private HttpTransport transport;

  @BeforeEach
  void open() throws Exception {
    transport =
        HttpTransport.open(
            ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "agent"),
            TransportLimits.defaults(),
            Ticker.system(),
            faults);
  }

  @AfterEach
  void close() {
    transport.close();
    server.close();
    faults.rethrow();
  }

  /** Answers the first {@code times} requests so, and the later ones as usual. */
  private void refuse(int times, int status, Map<String, String> headers) {
    AtomicInteger left = new AtomicInteger(times);
    server.answerWith(
        (ReceivedRequest request) -> left.getAndDecrement() > 0, status, "{}", headers);
  }

  private ApiReply create(int maxRetries) {
    try (RetryingTransport retrying = new RetryingTransport(transport, maxRetries, faults)) {
      return retrying.sendAndWait(ApiRequest.json("POST", PATH, BODY));
    }
  }

  @Test
  void aRequestIsSentAgainWithTheSameBodyUntilItIsTaken() {
    refuse(3, 429, Map.of("retry-after", "0"));
    ApiReply reply = create(10);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.tries().count()).isEqualTo(4);
    assertThat(reply.tries().throttled()).isEqualTo(3);
    assertThat(reply.tries().firstAnsweredNs()).isBetween(reply.sentNs(), reply.answeredNs());
    assertThat(server.requests())
        .hasSize(4)
        .allSatisfy(request -> assertThat(request.body()).isEqualTo(BODY));
  }

  @Test
  void theServersSecondsAreWaited() {
    refuse(1, 503, Map.of("retry-after", "1"));
    ApiReply reply = create(10);
    assertThat(reply.succeeded()).isTrue();
    assertThat(reply.tries().throttled()).isZero();
    assertThat(reply.answeredNs() - reply.tries().firstAnsweredNs())
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(990));
  }

  @ParameterizedTest
  @CsvSource({
    "429, ''",
    "429, soon",
    "429, 1.5",
    "429, 'Wed, 21 Oct 2015 07:28:00 GMT'",
    "503, ''",
    "404, 0",
    "409, 0",
    "429, 301"
  })
  void otherAnswersAreTheLast(int status, String retryAfter) {
    refuse(1, status, retryAfter.isEmpty() ? Map.of() : Map.of("retry-after", retryAfter));
    ApiReply reply = create(10);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.tries()).isEqualTo(ApiReply.Tries.ONE);
    assertThat(server.received()).isEqualTo(1);
  }

  @Test
  void tenRetriesAreElevenAnswersOfWhichTheLastCounts() {
    refuse(1_000, 500, Map.of("retry-after", "0"));
    ApiReply reply = create(10);
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.tries().count()).isEqualTo(11);
    assertThat(server.received()).isEqualTo(11);
  }

  @Test
  void withoutRetriesTheFirstAnswerIsTheLast() {
    refuse(1, 429, Map.of("retry-after", "0"));
    assertThat(create(0).status()).isEqualTo(429);
    assertThat(server.received()).isEqualTo(1);
  }

  @Test
  void aConnectionThatBreaksIsNotTriedAgain() {
    server.goDown();
    assertThat(create(10).tries()).isEqualTo(ApiReply.Tries.ONE);
  }

  @Test
  void aRequestThatOnlyReadsIsSentAgainWhenItsConnectionIsLost() throws Exception {
    Stall stall = server.stall(request -> request.method().equals("GET"));
    try (RetryingTransport retrying = new RetryingTransport(transport, 10, faults)) {
      CompletableFuture<ApiReply> reply = new CompletableFuture<>();
      retrying.send(ApiRequest.get(PATH), reply::complete);
      stall.awaitHeld(1);
      server.goDown();
      stall.release();
      server.comeBack();
      assertThat(reply.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(reply.join().tries().count()).isEqualTo(2);
    }
  }

  @Test
  void aRequestThatWritesIsNotSentAgainWhenItsConnectionIsLost() throws Exception {
    Stall stall = server.stall(request -> request.method().equals("POST"));
    try (RetryingTransport retrying = new RetryingTransport(transport, 10, faults)) {
      CompletableFuture<ApiReply> reply = new CompletableFuture<>();
      retrying.send(ApiRequest.json("POST", PATH, BODY), reply::complete);
      stall.awaitHeld(1);
      server.goDown();
      assertThat(reply.get(30, TimeUnit.SECONDS).tries()).isEqualTo(ApiReply.Tries.ONE);
    }
  }

  @Test
  void stoppingEndsWhatWaits() throws Exception {
    refuse(1, 429, Map.of("retry-after", "300"));
    try (RetryingTransport retrying = new RetryingTransport(transport, 10, faults)) {
      CompletableFuture<ApiReply> reply = new CompletableFuture<>();
      retrying.send(ApiRequest.json("POST", PATH, BODY), reply::complete);
      server.awaitReceived(1);
      retrying.stopRetrying();
      assertThat(reply.get(30, TimeUnit.SECONDS).status()).isEqualTo(429);
    }
  }
}
