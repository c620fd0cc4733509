package io.scaletest.fleetmember;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.metrics.PageThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Answers the requests of {@link MemberApi}, on threads of its own. */
final class MemberServer implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING = 16;
  private static final int BODY_BYTES_MAX = 256;
  private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);

  private final MemberPlan plan;
  private final Program program;
  private final Results results;
  private final WallClock clock;
  private final FaultHandler faults;
  private final HttpServer server;
  private final ThreadPoolExecutor threads = PageThreads.of("fleet-member", THREADS, WAITING);
  private final CountDownLatch released = new CountDownLatch(1);

  private record Answer(int status, byte[] body) {
    static Answer of(int status, String text) {
      return new Answer(status, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private MemberServer(
      MemberPlan plan,
      Program program,
      Results results,
      WallClock clock,
      FaultHandler faults,
      HttpServer server) {
    this.plan = plan;
    this.program = program;
    this.results = results;
    this.clock = clock;
    this.faults = faults;
    this.server = server;
  }

  /**
   * Starts it at the plan's port, on every address of the pod.
   *
   * @param faults hears of what an answer throws; the request is answered with 500
   * @throws ToolException if the port is taken
   */
  static MemberServer start(
      MemberPlan plan, Program program, Results results, WallClock clock, FaultHandler faults) {
    HttpServer http;
    try {
      http = HttpServer.create(new InetSocketAddress(plan.port()), 0);
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.RESOURCES,
          "port " + plan.port() + " cannot be listened on: " + IoReason.of(e),
          e);
    }
    MemberServer started = new MemberServer(plan, program, results, clock, faults, http);
    http.setExecutor(started.threads);
    http.createContext("/", started::handle);
    http.start();
    return started;
  }

  /** Returns the port that it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  /** Waits until the results have been collected; returns whether they were, in time. */
  boolean awaitRelease(long limitMs) throws InterruptedException {
    return released.await(limitMs, TimeUnit.MILLISECONDS);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (IOException e) {
        answer = Answer.of(500, IoReason.of(e) + "\n");
      } catch (RuntimeException | Error thrown) {
        faults.handle("an answer to the fleet", thrown);
        answer = Answer.of(500, thrown + "\n");
      }
      // The server's API reads 0 as "unknown" and -1 as "none".
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (!mayAsk(exchange)) {
      return Answer.of(403, "the token is missing or another run's\n");
    }
    String path = exchange.getRequestURI().getPath();
    String request = exchange.getRequestMethod() + " " + path;
    return switch (request) {
      case "GET " + MemberApi.STATUS -> Answer.of(200, status().format());
      case "POST " + MemberApi.START -> begin(exchange);
      case "POST " + MemberApi.STOP -> {
        program.terminate();
        yield Answer.of(200, "");
      }
      case "POST " + MemberApi.RELEASE -> {
        released.countDown();
        yield Answer.of(200, "");
      }
      case "GET " + MemberApi.RESULTS -> list();
      default ->
          request.startsWith("GET " + MemberApi.RESULTS + "/")
              ? chunk(path, exchange.getRequestURI().getQuery())
              : Answer.of(404, "no such request: " + request + "\n");
    };
  }

  private boolean mayAsk(HttpExchange exchange) {
    String given =
        Objects.requireNonNullElse(
            exchange.getRequestHeaders().getFirst(MemberApi.TOKEN_HEADER), "");
    // Takes as long for a token that begins right.
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), plan.token().getBytes(StandardCharsets.UTF_8));
  }

  private MemberStatus status() {
    MemberStatus.State state = program.state();
    String line = program.lastLine();
    Instant now = clock.now();
    long nowNs = now.getEpochSecond() * NS_PER_S + now.getNano();
    return new MemberStatus(state, nowNs, program.exit(), line);
  }

  private Answer begin(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
    String text = new String(body, StandardCharsets.UTF_8).strip();
    Instant at;
    try {
      at = Instant.parse(text);
    } catch (DateTimeException e) {
      return Answer.of(400, "start: must be an instant, got " + text + "\n");
    }
    return program.begin(at)
        ? Answer.of(200, "")
        : Answer.of(409, "not waiting for its start: " + program.state() + "\n");
  }

  private Answer list() throws IOException {
    if (program.state() != MemberStatus.State.ENDED) {
      return Answer.of(409, "the program runs still\n");
    }
    StringBuilder lines = new StringBuilder();
    results.list().forEach(file -> lines.append(file.format()));
    return Answer.of(200, lines.toString());
  }

  private Answer chunk(String path, String query) throws IOException {
    String name = path.substring(MemberApi.RESULTS.length() + 1);
    String from = query != null && query.matches("from=[0-9]{1,18}") ? query.substring(5) : "0";
    return new Answer(200, results.chunk(name, Long.parseLong(from)));
  }

  /** Ends it. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
