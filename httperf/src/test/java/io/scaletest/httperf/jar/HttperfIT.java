package io.scaletest.httperf.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.testkit.process.Programs;
import io.scaletest.testkit.process.ToolProcess;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Server and client through the jar, with our own and with foreign peers. */
class HttperfIT {
  private static final String BYTES = "httperf_bytes_total{role=\"server\"}";
  private static final String BLOCKS = "httperf_blocks_total{role=\"server\"}";

  @TempDir private Path folder;

  /** For the tests that leave no trace in it. */
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start("--results=");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,5", "2,3", "500,20", "100000,7", "3000000,2"})
  void theBodyIsRightToTheByte(int size, int blocks) throws IOException {
    Programs.require("curl");
    Path file = folder.resolve("body");
    assertThat(curl("--http2", "-o", file.toString(), target(size, blocks))).isEqualTo("200 2");

    byte[] expected = new byte[size * blocks];
    for (int i = 0; i < blocks; i++) {
      expected[i * size] = 'A';
      expected[(i + 1) * size - 1] = 'Z';
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/blocks | 400 | size: is missing",
        "/blocks?size=5&n=5 | 400 | periodMS: is missing",
        "/blocks?size=5&n=5&n=5&periodMS=1 | 400 | n: must be given once, got it several times",
        "/blocks?size=0&n=5&periodMS=1 | 400 | size: must be 1 to 1073741824, got 0",
        "/blocks?size=5&n=-5&periodMS=1 | 400 | n: must be 1 to 1000000000, got -5",
        "/blocks?size=5&n=5&periodMS=x | 400 | periodMS: must be a whole number, got x",
        "/blocks?size=1073741825&n=5&periodMS=1 | 400 | size: must be 1 to 1073741824,"
            + " got 1073741825",
        "/block | 404 | /block: there are /blocks, /metrics and /debug/pprof/",
        "/ | 404 | /: there are /blocks, /metrics and /debug/pprof/",
      })
  void whatCannotBeServedIsRefusedWithTheReason(String target, int status, String reason) {
    HttpResponse<byte[]> answer = server.get(target);

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(reason + "\n");
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"POST", "PUT", "DELETE"})
  void otherMethodsThanGetAreNotAllowed(String method) {
    HttpResponse<byte[]> answer =
        server.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/blocks?size=1&n=1&periodMS=1"))
                .method(method, HttpRequest.BodyPublishers.ofString("x".repeat(300_000)))
                .build());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @ParameterizedTest
  @CsvSource({
    "/blocks?size=500&n=1000000&periodMS=60000,200,500000000",
    "/blocks?size=0&n=1&periodMS=1,400,",
    "/metrics,200,",
    "/debug/pprof/,200,",
    "/nonsense,404,"
  })
  void headIsAnsweredAsGetWithoutABody(String target, int status, String length) {
    HttpResponse<byte[]> answer =
        server.send(
            HttpRequest.newBuilder(URI.create(server.url() + target))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("content-length"))
        .isEqualTo(Optional.ofNullable(length));
    assertThat(answer.headers().firstValue("content-type")).isPresent();
  }

  @Test
  void pagesAreThereBesideTheBlocks() {
    assertThat(text(server.get("/metrics")))
        .contains("httperf_bytes_total{role=\"server\"}", "process_cpu_seconds_total");
    assertThat(text(server.get("/debug/pprof/goroutine?debug=1"))).contains("httperf-server");
    assertThat(text(server.get("/debug/pprof/"))).contains("trace?seconds=30");
    assertThat(server.get("/debug/pprof/nonsense").statusCode()).isEqualTo(404);
  }

  @Test
  void aForeignLoadGeneratorGetsEveryByte() {
    Programs.require("h2load");
    server.awaitEverythingFreed();
    double bytesBefore = server.metric(BYTES);
    double blocksBefore = server.metric(BLOCKS);
    try (ToolProcess h2load =
        ToolProcess.command(
                "h2load", "-n", "200", "-c", "4", "-m", "25", server.url() + target(500, 100))
            .start()) {
      assertThat(h2load.awaitExit(RunningServer.LIMIT)).isZero();

      assertThat(h2load.stdout())
          .contains("200 succeeded, 0 failed, 0 errored, 0 timeout")
          .contains("(10000000) data");
    }
    assertThat(server.metric(BYTES) - bytesBefore).isEqualTo(10_000_000);
    assertThat(server.metric(BLOCKS) - blocksBefore).isEqualTo(20_000);
    server.awaitEverythingFreed();
  }

  @Test
  void severalLoopsOverSeveralConnectionsGetWhatTheServerSends() throws IOException {
    server.awaitEverythingFreed();
    double bytesBefore = server.metric(BYTES);
    try (ToolProcess client =
        client(
            "-connections=2",
            "-threads=6",
            "-block-size=70000",
            "-period=0.001",
            "-blocks-per-request=50",
            "--requests=40",
            "-v=5")) {
      assertThat(client.awaitExit(RunningServer.LIMIT)).as(client.stderr()).isZero();

      JsonNode summary = summary("client");
      JsonNode counts = summary.get("counts");
      assertThat(counts.get("clientRequests").asInt()).isEqualTo(40);
      assertThat(counts.get("clientErrors").asInt()).isZero();
      assertThat(counts.get("clientConnections").asInt()).isEqualTo(2);
      assertThat(counts.get("clientBlocks").asLong()).isBetween(40 * 50L, 40 * 99L);
      assertThat(counts.get("clientBytes").asLong())
          .isEqualTo(counts.get("clientBlocks").asLong() * 70_000)
          .isEqualTo((long) (server.metric(BYTES) - bytesBefore));
      JsonNode lateness = summary.get("latencies").get("client.block.lateness");
      assertThat(lateness.get("count")).isEqualTo(counts.get("clientBlocks"));
      assertThat(summary.get("latencies").get("client.first.byte").get("count").asInt())
          .isEqualTo(40);
      assertThat(client.stdout()).contains("2 × TLSv1.3 TLS_AES_128_GCM_SHA256 h2");
      assertThat(client.stderr())
          .containsPattern("Requesting /blocks\\?size=70000&periodMS=1&n=\\d+")
          .containsPattern("Got \\d+ bytes in \\d+ reads")
          .contains("Got block 49,")
          .containsPattern("clientBytes = \\d+, \\S+/sec since ");
      assertThat(folder.resolve("client.hlog")).content().contains("Tag=client.block.lateness,");
    }
  }

  @Test
  void theRateThatWasAskedForIsNotToldAsThePaths() throws IOException {
    String told = "";
    // Blocks that this machine holds up for half a second look like a full path.
    for (int i = 0; i < 3 && !told.contains("not full"); i++) {
      try (ToolProcess client =
          client("-block-size=1000", "-blocks-per-request=50", "--requests=2")) {
        assertThat(client.awaitExit(RunningServer.LIMIT)).as(client.stderr()).isZero();
        told = client.stdout();
      }
    }

    assertThat(told)
        .containsPattern(
            "throughput: 0\\.[0-9]+ MB/s of 0\\.[0-9]+ MB/s asked; the path was not full\n");
  }

  @Test
  void aPathThatIsAskedForMoreThanItCarriesIsFull() throws IOException {
    try (ToolProcess client = client("--saturate", "--stop-after=8s")) {
      assertThat(client.awaitExit(RunningServer.LIMIT)).as(client.stderr()).isZero();

      assertThat(client.stdout())
          .containsPattern("throughput: [0-9.,]+ MB/s of [0-9.,]+ MB/s asked; the path was full\n")
          .containsPattern("            [0-9.]+ Gbit/s of [0-9.]+ Gbit/s asked\n");
      JsonNode counts = summary("client").get("counts");
      assertThat(counts.get("clientBytesPerSecondAsked").asLong())
          .isGreaterThan(counts.get("clientBytesPerSecond").asLong() * 2);
    }
  }

  @Test
  void anOpenLoopRequestsOnItsScheduleWhateverTheServerDoes() throws IOException {
    // Each answer takes a second: a loop of one thread would need forty.
    try (ToolProcess client =
        client(
            "-connections=2",
            "-block-size=10",
            "-period=1",
            "-blocks-per-request=2",
            "--request-rate=40",
            "--requests=40")) {
      assertThat(client.awaitExit(RunningServer.LIMIT)).as(client.stderr()).isZero();
    }

    JsonNode summary = summary("client");
    assertThat(summary.get("counts").get("clientRequests").asInt()).isEqualTo(40);
    assertThat(summary.get("latencies").get("client.request.lateness").get("count").asInt())
        .isEqualTo(40);
    assertThat(summary.get("targetPerSecond").asDouble()).isBetween(20.0, 80.0);
    assertThat(summary.get("durationSeconds").asDouble()).isLessThan(20);
  }

  @Test
  void aPortThatIsTakenIsOneLine() {
    try (ToolProcess second = tool("-listen=" + server.port(), "--results=")) {
      assertThat(second.awaitExit(RunningServer.LIMIT)).isEqualTo(255);
      assertThat(second.stderr())
          .contains(
              "httperf: listen: "
                  + server.port()
                  + " is taken on this machine; choose another, or 0 for any free one\n")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void anAddressMayBeGivenToListenAt() {
    try (RunningServer local = RunningServer.start("-listen=127.0.0.1:0")) {
      assertThat(local.get(target(1, 1)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenToIsOneWarning() {
    try (ToolProcess client =
        ToolProcess.jar(
                "httperf",
                "--client-only",
                "-base-url=" + server.url(),
                "--results=" + folder.resolve("nowhere/run"),
                "-blocks-per-request=2",
                "--requests=1")
            .environment("TMPDIR", folder.resolve("nowhere").toString())
            .start()) {
      assertThat(client.awaitExit(RunningServer.LIMIT)).as(client.stderr()).isZero();

      assertThat(client.stderr())
          .containsOnlyOnce("No result files: latency log ")
          .containsOnlyOnce("TLS secrets are not saved: ");
      assertThat(client.stdout()).contains("1 client request,").doesNotContain("hlog");
    }
  }

  @Test
  void aMereServerLeavesNoResultsUnlessTheyAreAskedFor() throws IOException {
    try (ToolProcess own =
        ToolProcess.jar("httperf", "-listen=0", "--stop-after=1s").directory(folder).start()) {
      assertThat(own.awaitExit(RunningServer.LIMIT)).as(own.stderr()).isZero();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aServerThatIsNotThereIsToldAtTheEnd() {
    try (ToolProcess client =
        tool("--client-only", "-base-url=https://127.0.0.1:9", "--requests=1", "--results=")) {
      assertThat(client.awaitExit(RunningServer.LIMIT)).isEqualTo(1);
      assertThat(client.stderr()).contains("httperf: no request was answered: connecting failed");
      assertThat(client.stdout()).contains("INVALID");
    }
  }

  @Test
  void aCertificateOfItsOwnIsProvenToTheClient() throws IOException {
    Programs.require("curl");
    TestAuthority authority = TestAuthority.create(WallClock.anchoredTo(Ticker.system()).now());
    CertificateAndKey issued = authority.server(List.of("localhost"));
    Path ca = Files.writeString(folder.resolve("ca.pem"), authority.own().certificatePem());
    Path certificate = Files.writeString(folder.resolve("cert.pem"), issued.certificatePem());
    Path key = Files.writeString(folder.resolve("key.pem"), issued.privateKeyPem());
    try (RunningServer other =
        RunningServer.start("--results=", "--tls-cert=" + certificate, "--tls-key=" + key)) {
      try (ToolProcess curl =
          ToolProcess.command("curl", "-s", "--cacert", ca.toString(), other.url() + target(1, 3))
              .start()) {
        assertThat(curl.awaitExit(RunningServer.LIMIT)).isZero();
        assertThat(curl.stdout()).isEqualTo("ZZZ");
      }
    }
    try (ToolProcess bad =
        tool("-listen=0", "--results=", "--tls-cert=" + key, "--tls-key=" + key)) {
      assertThat(bad.awaitExit(RunningServer.LIMIT)).isEqualTo(1);
      assertThat(bad.stderr())
          .contains(
              "httperf: tls-cert and tls-key: cannot be used: " + key + " holds no certificate\n");
    }
  }

  @Test
  void secretsAreForTheOwnerAloneUnlessTheyAreNotWanted() throws IOException {
    Path keys = Path.of(System.getenv().getOrDefault("TMPDIR", "/tmp"), server.port() + ".keys");
    server.get(target(1, 1));

    assertThat(server.process().stderr()).contains("Saving TLS master keys to " + keys);
    assertThat(keys).content().contains("CLIENT_TRAFFIC_SECRET_0 ", "EXPORTER_SECRET ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rw-------");
    try (RunningServer silent = RunningServer.start("--results=", "--no-keylog")) {
      silent.get(target(1, 1));
      assertThat(silent.process().stderr()).doesNotContain("Saving");
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130"})
  void aSignalEndsItInOrderWithTheSummaryWritten(String signal, int status) throws IOException {
    try (RunningServer own = RunningServer.start("--results=" + folder.resolve("server"))) {
      own.get(target(100, 5));

      own.process().signal(signal);

      assertThat(own.process().awaitExit(RunningServer.LIMIT)).isEqualTo(status);
    }
    assertThat(summary("server").get("counts").get("serverBytes").asInt()).isEqualTo(500);
    assertThat(folder.resolve("server.hlog")).isRegularFile();
  }

  private JsonNode summary(String prefix) throws IOException {
    return new JsonMapper().readTree(Files.readString(folder.resolve(prefix + ".summary.json")));
  }

  private ToolProcess client(String... options) {
    return ToolProcess.jar(
            "httperf",
            "--client-only",
            "-base-url=" + server.url(),
            "--results=" + folder.resolve("client"))
        .arguments(options)
        .start();
  }

  private static ToolProcess tool(String... options) {
    return ToolProcess.jar("httperf", options).start();
  }

  private static String target(int size, int blocks) {
    return "/blocks?size=" + size + "&n=" + blocks + "&periodMS=1";
  }

  private static String text(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private String curl(String... arguments) {
    String[] all = arguments.clone();
    all[all.length - 1] = server.url() + all[all.length - 1];
    try (ToolProcess curl =
        ToolProcess.command("curl", "-sk", "-w", "%{http_code} %{http_version}")
            .arguments(all)
            .start()) {
      assertThat(curl.awaitExit(RunningServer.LIMIT)).as(curl.stderr()).isZero();
      return curl.stdout();
    }
  }
}
