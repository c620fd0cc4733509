package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.Stall;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A request that nobody waits for any more, wherever it is. */
@Timeout(300)
class CancellationTest {
  private static final String PATH = "/api/v1/namespaces/scaletest/configmaps";

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  @TempDir private Path folder;
  private final ScriptedApiServer server =
      ScriptedApiServer.start(ScriptedApiServer.Settings.defaults().withMaxStreams(1));
  private HttpTransport transport;

  @BeforeEach
  void open() throws Exception {
    transport =
        HttpTransport.open(
            ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "agent"),
            TransportLimits.defaults().toBuilder().connections(1, 1).build(),
            Ticker.system(),
            faults);
  }

  @AfterEach
  void close() {
    transport.close();
    server.close();
  }

  /** A request, its handle and what becomes of it. */
  private record Sent(StreamHandle handle, CompletableFuture<ApiReply> reply) {
    static Sent by(ApiTransport transport, String query) {
      CompletableFuture<ApiReply> reply = new CompletableFuture<>();
      return new Sent(transport.send(ApiRequest.get(PATH + query), reply::complete), reply);
    }

    ApiReply await() throws Exception {
      return reply.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aRequestUnderWayGivesItsStreamBack() throws Exception {
    Stall stall = server.stall(request -> request.path().endsWith("?a"));
    Sent held = Sent.by(transport, "?a");
    stall.awaitHeld(1);
    Sent next = Sent.by(transport, "?b");

    held.handle().cancel();
    held.handle().cancel();

    assertThat(held.await().failure()).isEqualTo("cancelled");
    assertThat(held.await().status()).isZero();
    assertThat(held.await().wasSent()).isTrue();
    assertThat(next.await().status()).isEqualTo(200);
  }

  @Test
  void aRequestThatWaitsForAStreamNeverGoesOut() throws Exception {
    Stall stall = server.stall(request -> true);
    Sent held = Sent.by(transport, "?a");
    stall.awaitHeld(1);
    Sent waiting = Sent.by(transport, "?b");

    waiting.handle().cancel();

    assertThat(waiting.await().failure()).isEqualTo("cancelled");
    assertThat(waiting.await().wasSent()).isFalse();
    stall.release();
    assertThat(held.await().status()).isEqualTo(200);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anAnsweredRequestIsNotChanged() throws Exception {
    Sent sent = Sent.by(transport, "?a");
    ApiReply reply = sent.await();
    sent.handle().cancel();
    assertThat(Sent.by(transport, "?b").await().status()).isEqualTo(200);
    assertThat(sent.await()).isSameAs(reply);
  }

  @Test
  void aRequestThatWaitsToBeSentAgainEndsWithItsAnswer() throws Exception {
    server.answerWith(request -> true, 429, "{}", Map.of("retry-after", "300"));
    try (RetryingTransport retrying = new RetryingTransport(transport, 5, faults)) {
      Sent sent = Sent.by(retrying, "?a");
      server.awaitReceived(1);
      sent.handle().cancel();
      assertThat(sent.await().status()).isIn(0, 429);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anAttemptUnderWayIsTheLast() throws Exception {
    Stall stall = server.stall(request -> true);
    try (RetryingTransport retrying = new RetryingTransport(transport, 5, faults)) {
      Sent sent = Sent.by(retrying, "?a");
      stall.awaitHeld(1);
      sent.handle().cancel();
      assertThat(sent.await().failure()).isEqualTo("cancelled");
      assertThat(server.requests()).hasSize(1);
    }
  }
}
