package io.scaletest.fleetmember;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.process.BoundedWait;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member whose program is a shell script, as the fleet sees it. */
class MemberServerTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Waits at the gate, which is its last argument, as a driver does. */
  private static final String DRIVER =
      """
      for gate; do :; done
      gate=${gate#--start-gate=}
      echo begins >&2
      : >"$gate.ready"
      while [ ! -f "$gate" ]; do sleep 0.02; done
      cp "$gate" told
      head -c 5000000 /dev/zero >big
      : >empty
      echo the end >&2
      exit 7
      """;

  /** Works until SIGTERM, as a logger does. */
  private static final String LOGGER =
      """
      trap 'echo done >rows.csv; exit 143' TERM
      echo 'listed 0 configmaps; watching' >&2
      while :; do sleep 0.02; done
      """;

  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final HttpClient http = HttpClient.newHttpClient();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private Program program;
  private MemberServer server;

  @AfterEach
  void endTheProgram() {
    server.close();
    program.close();
  }

  private void start(String script, String readyWhen) {
    MemberPlan plan =
        new MemberPlan("secret", 0, 60, 60, readyWhen, List.of("/bin/sh", "-c", script, "sh"));
    Path results = folder.resolve("results");
    program =
        Program.start(plan, results, folder.resolve("gate"), out, out, MemberServerTest::fail);
    server = MemberServer.start(plan, program, new Results(results), clock, MemberServerTest::fail);
  }

  private static void fail(String where, Throwable thrown) {
    throw new AssertionError(where, thrown);
  }

  @Test
  void aDriverBeginsWhenItIsToldToAndKeepsItsResults() throws Exception {
    start(DRIVER, "");
    MemberStatus ready = await(status -> status.state() == MemberStatus.State.READY);
    assertThat(ready.exit()).isEmpty();
    assertThat(ask("GET", "/results", "").statusCode()).isEqualTo(409);
    Instant at = Instant.parse("2026-11-29T06:20:43.125Z");

    assertThat(ask("POST", "/start", at.toString()).statusCode()).isEqualTo(200);
    // An answer may be lost, and the question asked again.
    assertThat(ask("POST", "/start", at.toString()).statusCode()).isEqualTo(200);
    assertThat(ask("POST", "/start", at.plusSeconds(1).toString()).statusCode()).isEqualTo(409);

    MemberStatus ended = await(status -> status.state() == MemberStatus.State.ENDED);
    assertThat(program.awaitEnd(LIMIT.toMillis())).isTrue();
    assertThat(ended.exit()).hasValue(7);
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("begins\n", "the end\n");
    List<ResultFile> files = ResultFile.parse(text(ask("GET", "/results", "")));
    assertThat(files).extracting(ResultFile::name).containsExactly("big", "empty", "told");
    assertThat(files).extracting(ResultFile::bytes).containsExactly(5_000_000L, 0L, 24L);
    assertThat(files.get(0).sha256()).isEqualTo(sha256(new byte[5_000_000]));
    assertThat(new String(chunk("/results/told"), StandardCharsets.UTF_8)).isEqualTo(at.toString());
    assertThat(chunk("/results/big")).hasSize(MemberApi.CHUNK_BYTES);
    assertThat(chunk("/results/big?from=" + MemberApi.CHUNK_BYTES))
        .hasSize(5_000_000 - MemberApi.CHUNK_BYTES);
    assertThat(chunk("/results/big?from=6000000")).isEmpty();
  }

  @Test
  void aLoggerIsReadyWhenItSaysSoAndIsAskedToEnd() throws Exception {
    start(LOGGER, "; watching");
    await(status -> status.state() == MemberStatus.State.READY);
    assertThat(ask("POST", "/start", "2026-11-29T06:20:43Z").statusCode()).isEqualTo(409);

    assertThat(ask("POST", "/stop", "").statusCode()).isEqualTo(200);

    MemberStatus ended = await(status -> status.state() == MemberStatus.State.ENDED);
    assertThat(ended.exit()).hasValue(143);
    assertThat(new String(chunk("/results/rows.csv"), StandardCharsets.UTF_8)).isEqualTo("done\n");
    assertThat(server.awaitRelease(0)).isFalse();
    assertThat(ask("POST", "/release", "").statusCode()).isEqualTo(200);
    assertThat(server.awaitRelease(LIMIT.toMillis())).isTrue();
  }

  @Test
  void theClockIsReadBetweenQuestionAndAnswer() throws Exception {
    start(LOGGER, "; watching");
    Instant before = clock.now();

    long clockNs = status().clockNs();

    assertThat(Instant.ofEpochSecond(0, clockNs)).isBetween(before, clock.now());
  }

  @Test
  void nobodyIsAnsweredWithoutTheTokenOrOutOfTheFolder() throws Exception {
    start(LOGGER, "; watching");
    Files.writeString(folder.resolve("outside"), "secret");

    assertThat(ask("GET", "/status", "", "other").statusCode()).isEqualTo(403);
    assertThat(ask("POST", "/stop", "", "").statusCode()).isEqualTo(403);
    assertThat(ask("GET", "/results/..%2Foutside", "").statusCode()).isEqualTo(500);
    assertThat(ask("GET", "/results/none", "").statusCode()).isEqualTo(500);
    assertThat(ask("POST", "/start", "soon").statusCode()).isEqualTo(400);
    assertThat(ask("DELETE", "/results", "").statusCode()).isEqualTo(404);
    assertThat(program.exit()).isEmpty();
  }

  private MemberStatus await(Predicate<MemberStatus> wanted) {
    MemberStatus[] last = new MemberStatus[1];
    boolean came =
        new BoundedWait(Ticker.system())
            .until(
                LIMIT,
                () -> {
                  last[0] = status();
                  return wanted.test(last[0]);
                });
    assertThat(came).as(() -> last[0] + "\n" + output).isTrue();
    return last[0];
  }

  private MemberStatus status() {
    try {
      return MemberStatus.parse(text(ask("GET", "/status", "")));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] chunk(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = ask("GET", path, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      return gzip.readAllBytes();
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> ask(String method, String path, String body)
      throws IOException, InterruptedException {
    return ask(method, path, body, "secret");
  }

  private HttpResponse<byte[]> ask(String method, String path, String body, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .timeout(LIMIT);
    if (!token.isEmpty()) {
      request.header(MemberApi.TOKEN_HEADER, token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
