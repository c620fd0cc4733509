package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.Credential;
import io.scaletest.kube.config.ImpersonatedUser;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ReceivedRequest;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedWatch;
import io.scaletest.testkit.server.Stall;
import io.scaletest.wire.x509.CertificateAndKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class HttpTransportTest {
  private static final String PATH = "/api/v1/namespaces/scaletest/configmaps";
  private static final byte[] BODY = "{\"kind\":\"ConfigMap\"}".getBytes(StandardCharsets.UTF_8);

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();

  @TempDir private Path folder;
  private final ManualTicker ticker = new ManualTicker();
  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
  }

  @Test
  void sendsMethodPathHeadersAndBody() throws Exception {
    ScriptedApiServer server = server(100);
    ApiReply reply = await(send(transport(server), create("?fieldManager=x")));

    assertThat(reply.status()).isEqualTo(201);
    ReceivedRequest request = server.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo(PATH + "?fieldManager=x");
    assertThat(request.body()).isEqualTo(BODY);
    assertThat(request.headers())
        .containsEntry("user-agent", "scaletest driver")
        .containsEntry("content-type", "application/json")
        .containsEntry("content-length", "" + BODY.length)
        .containsEntry("accept", "application/json")
        .containsEntry(":authority", "127.0.0.1:" + server.port())
        .doesNotContainKey("authorization")
        .doesNotContainKey("accept-encoding");
  }

  @Test
  void makesARequestInAnothersName() throws Exception {
    ScriptedApiServer server = server(100);
    Impersonation node = new Impersonation("system:node:n1", List.of("system:nodes"));
    await(send(transport(server), create("").as(node)));

    assertThat(server.requests().get(0).headers())
        .containsEntry("impersonate-user", "system:node:n1")
        .containsEntry("impersonate-group", "system:nodes");
    assertThatThrownBy(() -> new Impersonation("a\nb", List.of()))
        .hasMessage("as: must have no control characters");
  }

  @Test
  void everyRequestCountsAsWhomTheConfigurationActsAs() throws Exception {
    ScriptedApiServer server = server(100);
    ScriptedWatch watch = server.watch(PATH);
    ClientConfiguration configuration =
        ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "agent")
            .actingAs(
                Optional.of(
                    new ImpersonatedUser(
                        "jane doe", "42", List.of("a team"), Map.of("ex.com/Ü", List.of("v")))));
    HttpTransport transport = HttpTransport.open(configuration, limits(), ticker, faults);
    toClose.add(transport);

    await(send(transport, create("")));
    transport.stream(watchRequest(), new RecordingListener());
    watch.awaitOpened(1);
    await(send(transport, create("?own").as(new Impersonation("node", List.of()))));

    for (ReceivedRequest request : server.requests().subList(0, 2)) {
      assertThat(request.headers())
          .containsEntry("impersonate-user", "jane doe")
          .containsEntry("impersonate-uid", "42")
          .containsEntry("impersonate-group", "a team")
          .containsEntry("impersonate-extra-ex.com%2f%c3%9c", "v");
    }
    assertThat(server.requests().get(2).headers())
        .containsEntry("impersonate-user", "node")
        .doesNotContainKeys("impersonate-uid", "impersonate-group");
  }

  @Test
  void usesNoConnectionOfACertificateThatWasReplaced() throws Exception {
    ScriptedApiServer server = server(100);
    Stall stall = server.stall(request -> request.path().endsWith("stalled"));
    AtomicReference<Optional<CertificateAndKey>> current =
        new AtomicReference<>(identity(server, "first"));
    Credential rotating =
        new Credential() {
          @Override
          public String authorization() {
            return "";
          }

          @Override
          public Optional<CertificateAndKey> identity() {
            return current.get();
          }
        };
    ClientConfiguration loaded =
        ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "agent");
    ClientConfiguration configuration =
        loaded.toBuilder().identity(current.get()).credential(rotating).build();
    HttpTransport transport = HttpTransport.open(configuration, limits(), ticker, faults);
    toClose.add(transport);
    CompletableFuture<ApiReply> underWay = new CompletableFuture<>();
    transport.send(create("?stalled"), underWay::complete);
    stall.awaitHeld(1);
    assertThat(transport.sendAndWait(create("")).failure()).isEmpty();
    assertThat(server.connectionsAccepted()).isEqualTo(1);

    current.set(identity(server, "second"));

    assertThat(transport.sendAndWait(create("")).failure()).isEmpty();
    assertThat(transport.sendAndWait(create("")).failure()).isEmpty();
    assertThat(server.connectionsAccepted()).isEqualTo(2);
    stall.release();
    assertThat(underWay.get(10, TimeUnit.SECONDS).failure()).isEmpty();
  }

  private static Optional<CertificateAndKey> identity(ScriptedApiServer server, String name) {
    CertificateAndKey issued = server.authority().client(name, "system:masters");
    return Optional.of(new CertificateAndKey(issued.key(), List.of(issued.certificate())));
  }

  @Test
  void oneOpenedBesideItHasItsOwnConnectionsOnTheSameThreads() throws Exception {
    ScriptedApiServer server = server(100);
    HttpTransport host = transport(server);
    HttpTransport beside = host.openBeside(limits());
    String hostThread = thread(host);
    assertThat(thread(beside)).isEqualTo(hostThread);
    assertThat(host.stats().requestConnections()).isEqualTo(1);
    assertThat(beside.stats().requestConnections()).isEqualTo(1);

    beside.close();
    assertThat(await(send(beside, create(""))).failure()).isEqualTo("the transport is closed");
    assertThat(await(send(host, create(""))).succeeded()).isTrue();
  }

  private static String thread(HttpTransport transport) throws Exception {
    CompletableFuture<String> thread = new CompletableFuture<>();
    transport.stream(
        ApiRequest.get(PATH),
        new StreamListener() {
          @Override
          public void onOpen(int status, long nowNs) {
            thread.complete(Thread.currentThread().getName());
          }

          @Override
          public void onBytes(ByteBuffer chunk, long nowNs) {}

          @Override
          public void onEnd(String failure, long nowNs) {}
        });
    await(send(transport, create("")));
    return thread.get(10, TimeUnit.SECONDS);
  }

  @Test
  void givesABodyOnlyToWhoAskedForIt() throws Exception {
    ScriptedApiServer server = server(100);
    String large = "{\"x\":\"" + "y".repeat(5_000_000) + "\"}";
    server.answerWith(request -> true, 200, large);
    HttpTransport transport = transport(server);

    assertThat(await(send(transport, ApiRequest.get(PATH))).body())
        .isEqualTo(large.getBytes(StandardCharsets.UTF_8));
    assertThat(await(send(transport, create(""))).body()).isEmpty();
  }

  @Test
  void failsRatherThanKeepABodyBeyondTheLimit() throws Exception {
    ScriptedApiServer server = server(100);
    server.answerWith(request -> true, 200, "x".repeat(100_001));

    ApiReply reply =
        await(
            send(
                transport(server, limits().toBuilder().bodyBytes(100_000).build()),
                ApiRequest.get(PATH)));

    assertThat(reply.failure()).isEqualTo("the answer is longer than the limit of 100000 bytes");
  }

  @Test
  void measuresTheWaitForAStreamApart() throws Exception {
    ScriptedApiServer server = server(2);
    Stall stall = server.stall(request -> true);
    HttpTransport transport = transport(server, limits().toBuilder().connections(1, 1).build());
    CompletableFuture<ApiReply> first = send(transport, create("?i=1"));
    CompletableFuture<ApiReply> second = send(transport, create("?i=2"));
    CompletableFuture<ApiReply> third = send(transport, create("?i=3"));
    stall.awaitHeld(2);
    assertThat(transport.stats().waiting()).isEqualTo(1);

    ticker.advance(Duration.ofSeconds(5));
    stall.release();

    assertThat(await(first).sentNs()).isZero();
    assertThat(await(first).streamNs()).isZero();
    assertThat(await(second).answeredNs()).isEqualTo(seconds(5));
    ApiReply waited = await(third);
    assertThat(waited.succeeded()).isTrue();
    assertThat(waited.wasSent()).isTrue();
    assertThat(waited.queuedNs()).isZero();
    assertThat(waited.streamNs()).isEqualTo(seconds(5));
    assertThat(waited.sentNs()).isEqualTo(seconds(5));
  }

  @Test
  void aStalledRequestDelaysNoOther() throws Exception {
    ScriptedApiServer server = server(100);
    Stall stall = server.stall(request -> request.path().endsWith("stalled"));
    HttpTransport transport = transport(server);
    CompletableFuture<ApiReply> stalled = send(transport, create("?stalled"));
    stall.awaitHeld(1);

    for (int i = 0; i < 200; i++) {
      assertThat(await(send(transport, create("?i=" + i))).succeeded()).isTrue();
    }

    assertThat(stalled).isNotDone();
    stall.release();
    assertThat(await(stalled).succeeded()).isTrue();
  }

  @Test
  void opensFurtherConnectionsWhenStreamsRunOut() throws Exception {
    ScriptedApiServer server = server(2);
    Stall stall = server.stall(request -> true);
    HttpTransport transport = transport(server, limits().toBuilder().connections(3, 1).build());
    List<CompletableFuture<ApiReply>> replies = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      replies.add(send(transport, create("?i=" + i)));
    }
    stall.awaitHeld(6);

    TransportStats stats = transport.stats();
    assertThat(stats.requestConnections()).isEqualTo(3);
    assertThat(stats.requestsInFlight()).isEqualTo(6);
    assertThat(stats.waiting()).isEqualTo(1);

    stall.release();
    for (CompletableFuture<ApiReply> reply : replies) {
      assertThat(await(reply).succeeded()).isTrue();
    }
    assertThat(server.connectionsAccepted()).isEqualTo(3);
  }

  @Test
  void keepsToOneConnectionWhileItHasStreams() throws Exception {
    ScriptedApiServer server = server(100);
    HttpTransport transport = transport(server);
    List<CompletableFuture<ApiReply>> replies = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      replies.add(send(transport, create("?i=" + i)));
    }
    for (CompletableFuture<ApiReply> reply : replies) {
      assertThat(await(reply).succeeded()).isTrue();
    }

    assertThat(server.connectionsAccepted()).isEqualTo(1);
  }

  @Test
  void failsAtOnceWhatFindsTheQueueFull() throws Exception {
    ScriptedApiServer server = server(1);
    Stall stall = server.stall(request -> true);
    HttpTransport transport =
        transport(server, limits().toBuilder().connections(1, 1).waiting(2).build());
    var held = new ArrayList<CompletableFuture<ApiReply>>();
    held.add(send(transport, create("?i=0")));
    stall.awaitHeld(1);
    held.add(send(transport, create("?i=1")));
    held.add(send(transport, create("?i=2")));

    ApiReply refused = await(send(transport, create("?i=3")));

    assertThat(refused.status()).isZero();
    assertThat(refused.failure())
        .isEqualTo("2 requests wait for a stream already, which is the limit");
    assertThat(refused.wasSent()).isFalse();
    assertThat(refused.sentNs()).isEqualTo(refused.answeredNs());
    assertThat(held).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void showsTooManyRequestsAndDoesNotRetry() throws Exception {
    ScriptedApiServer server = server(100);
    server.answerWith(
        request -> true,
        429,
        "{\"kind\":\"Status\",\"message\":\"too many requests, please try again later\"}",
        Map.of("retry-after", "1"));

    ApiReply reply = await(send(transport(server), create("")));

    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.failure()).isEqualTo("too many requests, please try again later");
    assertThat(server.received()).isEqualTo(1);
  }

  @Test
  void sendsTheCredentialAndTellsItThatItWasRefused() throws Exception {
    ScriptedApiServer server = server(100);
    server.answerWith(request -> request.path().equals("/no"), 401, "");
    AtomicInteger refusals = new AtomicInteger();
    ClientConfiguration loaded = configuration(server);
    Credential credential =
        new Credential() {
          @Override
          public String authorization() {
            return "Bearer t-" + refusals.get();
          }

          @Override
          public void refused() {
            refusals.incrementAndGet();
          }
        };
    HttpTransport transport =
        HttpTransport.open(
            loaded.toBuilder().pathPrefix("/prefix").credential(credential).build(),
            limits(),
            ticker,
            faults);
    toClose.add(transport);

    await(send(transport, ApiRequest.get("/yes")));
    assertThat(await(send(transport, ApiRequest.get("/no").to(server.base()))).failure())
        .isEqualTo("HTTP 401");
    await(send(transport, ApiRequest.get("/again")));

    assertThat(server.requests())
        .extracting(request -> request.path() + " " + request.headers().get("authorization"))
        .containsExactly("/prefix/yes Bearer t-0", "/no Bearer t-0", "/prefix/again Bearer t-1");
  }

  @Test
  void followsNoRedirect() throws Exception {
    ScriptedApiServer server = server(100);
    server.answerWith(request -> true, 302, "", Map.of("location", server.base() + "/else"));

    ApiReply reply = await(send(transport(server), ApiRequest.get("/here")));

    assertThat(reply.succeeded()).isFalse();
    assertThat(reply.failure()).isEqualTo("HTTP 302: a redirect, which is not followed");
    assertThat(server.received()).isEqualTo(1);
  }

  @Test
  void keepsOnlyTheBeginningOfAHugeError() throws Exception {
    ScriptedApiServer server = server(100);
    server.answerWith(
        request -> true, 500, "{\"message\":\"boom\",\"x\":\"" + "y".repeat(10_000_000) + "\"}");

    ApiReply reply = await(send(transport(server), ApiRequest.get(PATH)));

    assertThat(reply.failure()).isEqualTo("boom");
    assertThat(reply.body()).hasSize(RequestExchange.ERROR_BODY_LIMIT_BYTES);
  }

  @Test
  void failsWhatIsUnderWayWhenTheServerDiesAndRecoversWithIt() throws Exception {
    ScriptedApiServer server = server(100);
    Stall stall = server.stall(request -> request.path().endsWith("stalled"));
    HttpTransport transport = transport(server);
    CompletableFuture<ApiReply> underWay = send(transport, create("?stalled"));
    stall.awaitHeld(1);

    server.goDown();

    assertThat(await(underWay).failure()).isEqualTo("the server closed the connection");
    assertThat(await(underWay).status()).isZero();
    assertThat(await(send(transport, create(""))).failure())
        .isEqualTo("cannot connect to " + server.base() + ": connection refused");

    server.comeBack();

    assertThat(await(send(transport, create(""))).status()).isEqualTo(201);
    assertThat(transport.stats().requestConnections()).isEqualTo(1);
  }

  @Test
  void finishesWhatIsUnderWayAfterGoAwayAndMovesOn() throws Exception {
    ScriptedApiServer server = server(100);
    Stall stall = server.stall(request -> request.path().endsWith("stalled"));
    HttpTransport transport = transport(server);
    CompletableFuture<ApiReply> underWay = send(transport, create("?stalled"));
    stall.awaitHeld(1);

    server.goAway();
    for (int i = 0; i < 100 && server.connectionsAccepted() < 2; i++) {
      assertThat(await(send(transport, create("?i=" + i))).failure()).isEmpty();
    }

    assertThat(server.connectionsAccepted()).isEqualTo(2);
    assertThat(underWay).isNotDone();
    stall.release();
    assertThat(await(underWay).succeeded()).isTrue();
  }

  @Test
  void saysThatTheServerDidNotTakeARequestBecauseOfGoAway() throws Exception {
    ScriptedApiServer server = server(100);
    Stall stall = server.stall(request -> request.path().endsWith("stalled"));
    HttpTransport transport = transport(server);
    CompletableFuture<ApiReply> underWay = send(transport, create("?stalled"));
    stall.awaitHeld(1);

    server.goAwayFromAll();

    assertThat(await(underWay).failure())
        .isEqualTo("the server sent GOAWAY and did not take the request");
    assertThat(await(send(transport, create(""))).succeeded()).isTrue();
    assertThat(server.connectionsAccepted()).isEqualTo(2);
  }

  @Test
  void endsARequestThatTakesTooLongAndFreesItsStream() throws Exception {
    ScriptedApiServer server = server(1);
    Stall stall = server.stall(request -> request.path().endsWith("stalled"));
    HttpTransport transport =
        transport(
            server, limits().toBuilder().connections(1, 1).timeoutsMs(60_000, 10_000).build());
    CompletableFuture<ApiReply> stalled = send(transport, create("?stalled"));
    stall.awaitHeld(1);

    ticker.advance(Duration.ofSeconds(60));

    ApiReply reply = await(stalled);
    assertThat(reply.failure()).isEqualTo("no answer within 60000 ms");
    assertThat(reply.sentNs()).isZero();
    assertThat(reply.answeredNs()).isEqualTo(seconds(60));
    assertThat(await(send(transport, create(""))).succeeded()).isTrue();
    assertThat(server.connectionsAccepted()).isEqualTo(1);
  }

  @Test
  void endsARequestThatWaitsTooLongForAStream() throws Exception {
    ScriptedApiServer server = server(1);
    Stall stall = server.stall(request -> true);
    HttpTransport transport = transport(server, limits().toBuilder().connections(1, 1).build());
    CompletableFuture<ApiReply> held = send(transport, create("?i=1"));
    stall.awaitHeld(1);
    ticker.advance(Duration.ofSeconds(30));
    CompletableFuture<ApiReply> waiting = send(transport, create("?i=2"));
    ticker.advance(Duration.ofSeconds(59));
    CompletableFuture<ApiReply> later = send(transport, create("?i=3"));
    stall.awaitHeld(2);

    ticker.advance(Duration.ofSeconds(1));

    assertThat(await(waiting).failure()).startsWith("no answer within 60000 ms");
    assertThat(held).isDone();
    assertThat(later).isNotDone();
  }

  @Test
  void noNumberOfWatchesTakesTheStreamOfARequest() throws Exception {
    ScriptedApiServer server = server(5);
    ScriptedWatch watch = server.watch(PATH);
    HttpTransport transport = transport(server, limits().toBuilder().connections(1, 2).build());
    for (int i = 0; i < 20; i++) {
      transport.stream(watchRequest(), new RecordingListener());
    }
    watch.awaitOpened(8);

    assertThat(await(send(transport, create(""))).succeeded()).isTrue();
    assertThat(transport.stats().watchesInFlight()).isEqualTo(8);
    assertThat(transport.stats().waiting()).isEqualTo(12);
  }

  @Test
  void opensAConnectionForEachFourFifthsOfTheServersStreams() throws Exception {
    ScriptedApiServer server = server(10);
    ScriptedWatch watch = server.watch(PATH);
    HttpTransport transport = transport(server);
    for (int i = 0; i < 25; i++) {
      transport.stream(watchRequest(), new RecordingListener());
    }
    watch.awaitOpenCount(25);

    assertThat(transport.stats().watchConnections()).isEqualTo(4);
  }

  @Test
  void watchesShareTheRequestsConnectionWhereTheyHaveNone() throws Exception {
    ScriptedApiServer server = server(10);
    ScriptedWatch watch = server.watch(PATH);
    HttpTransport transport = transport(server, limits().toBuilder().connections(1, 0).build());
    for (int i = 0; i < 9; i++) {
      transport.stream(watchRequest(), new RecordingListener());
    }
    watch.awaitOpened(9);

    assertThat(await(send(transport, create(""))).succeeded()).isTrue();
    assertThat(transport.stats().requestConnections()).isEqualTo(1);
    assertThat(transport.stats().watchConnections()).isZero();
    assertThat(transport.stats().connectionsOpened()).isEqualTo(1);
  }

  @Test
  void givesTheBytesOfAWatchInTheirOrderWhereverTheyAreCut() throws Exception {
    OpenWatch open = openWatch();

    open.watch().sendBytes("{\"type\":\"ADD".getBytes(StandardCharsets.UTF_8));
    open.watch().sendBytes("ED\"}\n{\"type".getBytes(StandardCharsets.UTF_8));
    open.watch().send("\":\"MODIFIED\"}");
    open.watch().end();

    assertThat(open.listener().awaitEnd()).isEmpty();
    assertThat(open.listener().text()).isEqualTo("{\"type\":\"ADDED\"}\n{\"type\":\"MODIFIED\"}\n");
  }

  @Test
  void aSlowReaderHoldsItsStreamBackAndNoOther() throws Exception {
    ScriptedApiServer server = server(100);
    ScriptedWatch slowWatch = server.watch(PATH);
    ScriptedWatch watch = server.watch(PATH + "/x");
    HttpTransport transport = transport(server, limits().toBuilder().connections(1, 1).build());
    AtomicLong slow = new AtomicLong();
    transport.stream(watchRequest(), new CountingListener(slow, 1 << 10));
    slowWatch.awaitOpened(1);
    AtomicLong fast = new AtomicLong();
    transport.stream(ApiRequest.get(PATH + "/x?watch=true"), new CountingListener(fast, 0));
    watch.awaitOpened(1);

    // More than the window that the connection's streams share.
    byte[] mebibyte = new byte[1 << 20];
    for (int i = 0; i < 20; i++) {
      slowWatch.sendBytes(mebibyte);
    }
    awaitBytes(slow, 1 << 20);
    for (int i = 0; i < 20; i++) {
      watch.sendBytes(mebibyte);
    }
    awaitBytes(fast, 20 << 20);

    assertThat(slow.get()).as("its window and what it has read since").isLessThan(2 << 20);
  }

  @Test
  void aSlowReaderReadsOn() throws Exception {
    ScriptedApiServer server = server(100);
    ScriptedWatch watch = server.watch(PATH);
    AtomicLong bytes = new AtomicLong();
    transport(server).stream(watchRequest(), new CountingListener(bytes, 16 << 20));
    watch.awaitOpened(1);
    for (int i = 0; i < 5; i++) {
      watch.sendBytes(new byte[1 << 20]);
    }
    awaitBytes(bytes, 5 << 20);
  }

  private static void awaitBytes(AtomicLong bytes, long least) {
    boolean came =
        new BoundedWait(Ticker.system()).until(Duration.ofSeconds(30), () -> bytes.get() >= least);
    assertThat(came).as("%d of %d bytes came", bytes.get(), least).isTrue();
  }

  private record CountingListener(AtomicLong bytes, long bytesPerSecond) implements StreamListener {
    @Override
    public void onOpen(int status, long nowNs) {
      assertThat(status).isEqualTo(200);
    }

    @Override
    public void onBytes(ByteBuffer chunk, long nowNs) {
      bytes.addAndGet(chunk.remaining());
    }

    @Override
    public void onEnd(String failure, long nowNs) {
      // When the test closes the transport.
    }
  }

  @Test
  void cancelsAWatch() throws Exception {
    OpenWatch open = openWatch();

    open.handle().cancel();
    open.handle().cancel();

    open.watch().awaitOpenCount(0);
    assertThat(open.listener().awaitEnd()).isEqualTo("cancelled");
    assertThat(open.listener().ends()).isEqualTo(1);
  }

  @Test
  void cancelsAWatchThatWaitsForAStream() throws Exception {
    ScriptedApiServer server = server(1);
    ScriptedWatch watch = server.watch(PATH);
    HttpTransport transport = transport(server, limits().toBuilder().connections(1, 1).build());
    transport.stream(watchRequest(), new RecordingListener());
    watch.awaitOpened(1);
    RecordingListener waiting = new RecordingListener();

    transport.stream(watchRequest(), waiting).cancel();

    assertThat(waiting.awaitEnd()).isEqualTo("cancelled");
    assertThat(transport.stats().waiting()).isZero();
  }

  @Test
  void tellsAWatchWhyItBroke() throws Exception {
    ScriptedApiServer server = server(100);
    ScriptedWatch watch = server.watch(PATH);
    RecordingListener reset = new RecordingListener();
    HttpTransport transport = transport(server);
    transport.stream(watchRequest(), reset);
    watch.awaitOpened(1);
    watch.cut();
    assertThat(reset.awaitEnd()).isEqualTo("the server reset the stream: INTERNAL_ERROR");

    RecordingListener dropped = new RecordingListener();
    transport.stream(watchRequest(), dropped);
    watch.awaitOpened(2);
    server.dropConnections();
    assertThat(dropped.awaitEnd()).isEqualTo("the server closed the connection");
  }

  @Test
  void showsTheStatusOfARefusedWatch() throws Exception {
    ScriptedApiServer server = server(100);
    server.answerWith(request -> true, 410, "{\"message\":\"too old\"}");
    RecordingListener listener = new RecordingListener();
    transport(server).stream(watchRequest(), listener);

    assertThat(listener.awaitStatus()).isEqualTo(410);
    assertThat(listener.awaitEnd()).isEmpty();
    assertThat(listener.text()).isEqualTo("{\"message\":\"too old\"}");
  }

  @Test
  void noticesAConnectionThatIsOnlyHalfThere() throws Exception {
    OpenWatch open = openWatch();
    open.server().freezeConnections();

    advanceUntilEnd(open.listener());

    assertThat(open.listener().awaitEnd())
        .isEqualTo("the server did not answer a ping within 15000 ms");
  }

  @Test
  void keepsAQuietWatchWhosePingsAreAnswered() throws Exception {
    OpenWatch open = openWatch();
    long before = open.transport().stats().bytesRead();

    ticker.advance(Duration.ofSeconds(30));
    while (open.transport().stats().bytesRead() == before) {
      Thread.onSpinWait();
    }
    ticker.advance(Duration.ofSeconds(15));
    open.watch().send("still here");
    open.watch().end();

    assertThat(open.listener().awaitEnd()).isEmpty();
  }

  @Test
  void asksTheServerThatTheRequestNames() throws Exception {
    ScriptedApiServer configured = server(100);
    HttpTransport transport = transport(configured);

    ApiReply elsewhere = await(send(transport, create("").to("https://127.0.0.1:1")));
    ApiReply same = await(send(transport, create("").to(configured.base())));

    assertThat(elsewhere.failure())
        .isEqualTo("cannot connect to https://127.0.0.1:1: connection refused");
    assertThat(same.succeeded()).isTrue();
  }

  @Test
  void endsWhatIsUnderWayWhenItIsClosed() throws Exception {
    ScriptedApiServer server = server(1);
    Stall stall = server.stall(request -> true);
    HttpTransport transport = transport(server, limits().toBuilder().connections(1, 1).build());
    CompletableFuture<ApiReply> underWay = send(transport, create("?i=1"));
    CompletableFuture<ApiReply> waiting = send(transport, create("?i=2"));
    stall.awaitHeld(1);

    transport.close();
    transport.close();

    assertThat(await(underWay).failure()).isEqualTo("the transport is closed");
    assertThat(await(waiting).failure()).isEqualTo("the transport is closed");
    assertThat(await(send(transport, create("?i=3"))).failure())
        .isEqualTo("the transport is closed");
  }

  @Test
  void takesACancellationAfterItIsClosed() throws Exception {
    OpenWatch open = openWatch();
    open.transport().close();

    open.handle().cancel();

    assertThat(open.listener().awaitEnd()).isEqualTo("the transport is closed");
    assertThat(open.listener().ends()).isEqualTo(1);
    assertThat(await(send(open.transport(), create("").to("https://127.0.0.1:1"))).failure())
        .isEqualTo("the transport is closed");
  }

  @Test
  void tellsTheObserverOfEachEnd() throws Exception {
    ScriptedApiServer server = server(100);
    ScriptedWatch watch = server.watch(PATH);
    ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    HttpTransport transport =
        HttpTransport.open(
            configuration(server),
            limits(),
            ticker,
            (request, authority, reply) ->
                heard.add(request.method() + " " + authority + " " + reply.status()),
            faults);
    toClose.add(transport);

    await(send(transport, create("")));
    RecordingListener listener = new RecordingListener();
    transport.stream(watchRequest(), listener);
    watch.awaitOpened(1);
    listener.awaitStatus();

    String authority = "127.0.0.1:" + server.port();
    assertThat(heard).containsExactly("POST " + authority + " 201", "GET " + authority + " 200");
  }

  @Test
  void refusesAPathThatIsNotEncoded() {
    assertThatThrownBy(() -> ApiRequest.get("/a b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("path: must be percent-encoded, got /a b");
  }

  /** A watch that its listener knows to be open. */
  private record OpenWatch(
      ScriptedApiServer server,
      HttpTransport transport,
      ScriptedWatch watch,
      RecordingListener listener,
      StreamHandle handle) {}

  private OpenWatch openWatch() throws Exception {
    ScriptedApiServer server = server(100);
    ScriptedWatch watch = server.watch(PATH);
    HttpTransport transport = transport(server);
    RecordingListener listener = new RecordingListener();
    StreamHandle handle = transport.stream(watchRequest(), listener);
    watch.awaitOpened(1);
    assertThat(listener.awaitStatus()).isEqualTo(200);
    return new OpenWatch(server, transport, watch, listener, handle);
  }

  /** Moves on, step by step: the transport looks at its ticker a few times a second. */
  private void advanceUntilEnd(RecordingListener listener) throws Exception {
    for (int i = 0; i < 100 && !listener.endsWithin(100); i++) {
      ticker.advance(Duration.ofSeconds(15));
    }
  }

  private ScriptedApiServer server(int maxStreams) {
    ScriptedApiServer server =
        ScriptedApiServer.start(ScriptedApiServer.Settings.defaults().withMaxStreams(maxStreams));
    toClose.add(server);
    return server;
  }

  private HttpTransport transport(ScriptedApiServer server) throws Exception {
    return transport(server, limits());
  }

  private HttpTransport transport(ScriptedApiServer server, TransportLimits limits)
      throws Exception {
    HttpTransport transport = HttpTransport.open(configuration(server), limits, ticker, faults);
    toClose.add(transport);
    return transport;
  }

  private ClientConfiguration configuration(ScriptedApiServer server) throws Exception {
    return ClientConfiguration.load(
        server.writeKubeconfig(folder).toString(), "", "", "scaletest driver");
  }

  private static TransportLimits limits() {
    return TransportLimits.defaults();
  }

  private static ApiRequest create(String query) {
    return ApiRequest.json("POST", PATH + query, BODY);
  }

  private static ApiRequest watchRequest() {
    return ApiRequest.get(PATH + "?watch=1&resourceVersion=1");
  }

  private static CompletableFuture<ApiReply> send(ApiTransport transport, ApiRequest request) {
    CompletableFuture<ApiReply> reply = new CompletableFuture<>();
    transport.send(request, reply::complete);
    return reply;
  }

  private static ApiReply await(CompletableFuture<ApiReply> reply) throws Exception {
    return reply.get(10, TimeUnit.SECONDS);
  }

  private static long seconds(long n) {
    return TimeUnit.SECONDS.toNanos(n);
  }
}
