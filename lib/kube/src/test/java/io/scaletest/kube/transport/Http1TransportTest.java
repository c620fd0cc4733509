package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ImpersonatedUser;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The transport against servers that speak nothing but HTTP/1.1, in the clear. */
@Timeout(300)
class Http1TransportTest {
  private static final byte[] BODY = "{\"kind\":\"ConfigMap\"}".getBytes(StandardCharsets.UTF_8);

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<Integer, Integer> requestsByPort = new ConcurrentHashMap<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
    threads.shutdownNow();
  }

  @Test
  void sendsMethodPathHeadersAndBody() throws Exception {
    List<String> seen = new ArrayList<>();
    String base =
        server(
            exchange -> {
              seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
              seen.add("host " + exchange.getRequestHeaders().getFirst("Host"));
              seen.add("length " + exchange.getRequestHeaders().getFirst("Content-Length"));
              seen.add("agent " + exchange.getRequestHeaders().getFirst("User-Agent"));
              seen.add("as " + exchange.getRequestHeaders().get("Impersonate-Group"));
              seen.add(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
              answer(exchange, 201, "{}");
            });
    ClientConfiguration configuration =
        configuration(base + "/below")
            .actingAs(Optional.of(new ImpersonatedUser("jane", "", List.of("a", "b"), Map.of())));
    HttpTransport transport = transport(configuration, Ticker.system());

    ApiReply reply = transport.sendAndWait(ApiRequest.json("POST", "/a?b=c", BODY));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.failure()).isEmpty();
    assertThat(reply.wasSent()).isTrue();
    assertThat(seen)
        .containsExactly(
            "POST /below/a?b=c",
            "host " + base.substring("http://".length()),
            "length " + BODY.length,
            "agent test",
            "as [a, b]",
            new String(BODY, StandardCharsets.UTF_8));
    assertThat(transport.stats().protocol()).isEqualTo("HTTP/1.1");
    assertThat(transport.stats().proxy()).isEmpty();
  }

  @Test
  void keepsAConnectionForTheNextRequest() throws Exception {
    String base = server(exchange -> answer(exchange, 200, "{\"a\":1}"));
    HttpTransport transport = transport(configuration(base), Ticker.system());

    for (int i = 0; i < 50; i++) {
      ApiReply reply = transport.sendAndWait(ApiRequest.get("/x" + i));
      assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    }

    assertThat(requestsByPort).hasSize(1).containsValue(50);
    assertThat(transport.stats().connectionsOpened()).isEqualTo(1);
    assertThat(transport.stats().requestsInFlight()).isZero();
  }

  @Test
  void opensAConnectionForEachRequestUnderWay() throws Exception {
    CountDownLatch all = new CountDownLatch(40);
    String base =
        server(
            exchange -> {
              all.countDown();
              await(all);
              answer(exchange, 200, "{}");
            });
    HttpTransport transport = transport(configuration(base), Ticker.system());

    List<CompletableFuture<ApiReply>> replies = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      CompletableFuture<ApiReply> reply = new CompletableFuture<>();
      replies.add(reply);
      transport.send(ApiRequest.get("/x"), reply::complete);
    }

    for (CompletableFuture<ApiReply> reply : replies) {
      assertThat(reply.get(20, TimeUnit.SECONDS).failure()).isEmpty();
    }
    assertThat(transport.stats().requestConnections()).isEqualTo(40);
  }

  @Test
  void watchesInChunksOnAConnectionOfItsOwn() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    String base =
        server(
            exchange -> {
              if (exchange.getRequestURI().toString().contains("watch")) {
                exchange.sendResponseHeaders(200, 0);
                OutputStream body = exchange.getResponseBody();
                body.write("{\"n\":1}\n".getBytes(StandardCharsets.UTF_8));
                body.flush();
                await(go);
                body.write("{\"n\":2}\n".getBytes(StandardCharsets.UTF_8));
                exchange.close();
              } else {
                answer(exchange, 200, "{}");
              }
            });
    HttpTransport transport = transport(configuration(base), Ticker.system());
    RecordingListener listener = new RecordingListener();

    transport.stream(ApiRequest.get("/x?watch=1"), listener);
    assertThat(transport.sendAndWait(ApiRequest.get("/x")).failure()).isEmpty();
    assertThat(transport.stats().watchConnections()).isLessThanOrEqualTo(1);
    go.countDown();

    assertThat(listener.awaitEnd()).isEmpty();
    assertThat(listener.awaitStatus()).isEqualTo(200);
    assertThat(listener.text()).isEqualTo("{\"n\":1}\n{\"n\":2}\n");
  }

  @Test
  void aCancelledWatchClosesItsConnection() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HttpTransport transport = transport(configuration(base(socket)), Ticker.system());
      RecordingListener listener = new RecordingListener();
      StreamHandle handle = transport.stream(ApiRequest.get("/x"), listener);
      try (Socket connection = socket.accept()) {
        readHead(connection);
        write(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");

        handle.cancel();

        assertThat(listener.awaitEnd()).isEqualTo("cancelled");
        assertThat(isClosed(connection)).isTrue();
      }
    }
  }

  @Test
  void asksAgainWhereTheServerClosesAConnectionThatWasKept() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HttpTransport transport = transport(configuration(base(socket)), Ticker.system());
      CompletableFuture<ApiReply> first = send(transport, ApiRequest.get("/1"));
      Socket kept = socket.accept();
      readHead(kept);
      write(kept, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(first.get(10, TimeUnit.SECONDS).failure()).isEmpty();

      CompletableFuture<ApiReply> second = send(transport, ApiRequest.get("/2"));
      readHead(kept);
      kept.close();
      try (Socket anew = socket.accept()) {
        assertThat(readHead(anew)).startsWith("GET /2 HTTP/1.1");
        write(anew, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(second.get(10, TimeUnit.SECONDS).failure()).isEmpty();
      }
    }
  }

  @Test
  void doesNotChangeAnythingTwice() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HttpTransport transport = transport(configuration(base(socket)), Ticker.system());
      CompletableFuture<ApiReply> reply = send(transport, ApiRequest.json("POST", "/1", BODY));
      try (Socket connection = socket.accept()) {
        readHead(connection);
      }

      assertThat(reply.get(10, TimeUnit.SECONDS).failure())
          .matches("the server closed the connection|connection lost: .*");
    }
  }

  @Test
  void leavesAConnectionThatTheServerDoesNotKeep() throws Exception {
    String base =
        server(
            exchange -> {
              exchange.getResponseHeaders().set("Connection", "close");
              answer(exchange, 200, "{}");
            });
    HttpTransport transport = transport(configuration(base), Ticker.system());

    for (int i = 0; i < 5; i++) {
      assertThat(transport.sendAndWait(ApiRequest.get("/x")).failure()).isEmpty();
    }

    assertThat(requestsByPort).hasSize(5);
  }

  @Test
  void endsARequestThatTakesTooLong() throws Exception {
    ManualTicker ticker = new ManualTicker();
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HttpTransport transport = transport(configuration(base(socket)), ticker);
      CompletableFuture<ApiReply> reply = send(transport, ApiRequest.get("/1"));
      try (Socket connection = socket.accept()) {
        readHead(connection);

        ticker.advance(Duration.ofSeconds(60));

        assertThat(reply.get(10, TimeUnit.SECONDS).failure())
            .isEqualTo("no answer within 60000 ms");
        assertThat(isClosed(connection)).isTrue();
      }
    }
  }

  @Test
  void closesWhatNobodyUses() throws Exception {
    ManualTicker ticker = new ManualTicker();
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HttpTransport transport = transport(configuration(base(socket)), ticker);
      CompletableFuture<ApiReply> reply = send(transport, ApiRequest.get("/1"));
      try (Socket connection = socket.accept()) {
        readHead(connection);
        write(connection, "HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(reply.get(10, TimeUnit.SECONDS).status()).isEqualTo(204);

        ticker.advance(Duration.ofMillis(Http1Connection.IDLE_MS));

        assertThat(isClosed(connection)).isTrue();
      }
    }
  }

  @Test
  void passesOverWhatComesBeforeTheAnswer() throws Exception {
    assertThat(
            answerTo(
                    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                        + "HTTP/1.1 409 Conflict\r\nContent-Length: 17\r\n\r\n{\"message\":\"two\"}")
                .failure())
        .isEqualTo("two");
  }

  @Test
  void saysThatAnAnswerBroke() throws Exception {
    assertThat(answerTo("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").failure())
        .isEqualTo("the server closed the connection");
    assertThat(answerTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc").failure())
        .isEqualTo("the server closed the connection");
    assertThat(answerTo("HTTP/1.1 101 Switching Protocols\r\n\r\n").failure())
        .isEqualTo("the server switches to another protocol, which nobody asked for");
    assertThat(answerTo("SSH-2.0-OpenSSH_9\r\n\r\n").failure())
        .startsWith("the server does not speak HTTP/1.1: ");
  }

  @Test
  void takesAnAnswerThatEndsWithItsConnection() throws Exception {
    ApiReply reply = answerTo("HTTP/1.0 200 OK\r\n\r\nabc");

    assertThat(reply.failure()).isEmpty();
    assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("abc");
  }

  /** Returns the reply to a GET whose answer is {@code raw}, followed by the connection's end. */
  private ApiReply answerTo(String raw) throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HttpTransport transport = transport(configuration(base(socket)), Ticker.system());
      CompletableFuture<ApiReply> reply = send(transport, ApiRequest.get("/1"));
      try (Socket connection = socket.accept()) {
        readHead(connection);
        write(connection, raw);
      }
      return reply.get(10, TimeUnit.SECONDS);
    }
  }

  private static CompletableFuture<ApiReply> send(HttpTransport transport, ApiRequest request) {
    CompletableFuture<ApiReply> reply = new CompletableFuture<>();
    transport.send(request, reply::complete);
    return reply;
  }

  private static String base(ServerSocket socket) {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** Reads up to the empty line; returns what stands before it. Not for bodies that follow. */
  private static String readHead(Socket connection) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = connection.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static boolean isClosed(Socket connection) throws IOException {
    try {
      return connection.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private static void write(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    connection.getOutputStream().flush();
  }

  private String server(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requestsByPort.merge(exchange.getRemoteAddress().getPort(), 1, Integer::sum);
          handler.handle(exchange);
        });
    server.start();
    toClose.add(() -> server.stop(0));
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new UncheckedIOException(new IOException("waited in vain"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static ClientConfiguration configuration(String master) throws Exception {
    return ClientConfiguration.load("", "", master, "test");
  }

  private HttpTransport transport(ClientConfiguration configuration, Ticker ticker)
      throws Exception {
    HttpTransport transport =
        HttpTransport.open(configuration, TransportLimits.defaults(), ticker, faults);
    toClose.add(transport);
    return transport;
  }
}
