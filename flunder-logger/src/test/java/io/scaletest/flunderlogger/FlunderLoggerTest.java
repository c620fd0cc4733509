package io.scaletest.flunderlogger;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.testkit.server.ReceivedRequest;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class FlunderLoggerTest {
  private static final String FLUNDERS = "/apis/wardle.k8s.io/v1alpha1/flunders";
  private static final String LIST_END =
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"5\","
          + "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}";
  private static final String ADDED =
      "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"namespace\":\"n\",\"name\":\"f\","
          + "\"uid\":\"u\",\"resourceVersion\":\"3\",\"creationTimestamp\":"
          + "\"2026-11-21T09:00:00Z\"},\"spec\":{\"reference\":\"x\"}}}";

  @TempDir private Path folder;

  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final StopSignal stop = new StopSignal();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void closeServer() {
    server.close();
  }

  /** Runs the tool against the server, with its files in the test's folder. */
  private CompletableFuture<Integer> started(String... further) {
    List<String> options = new ArrayList<>();
    options.add("-kubeconfig=" + server.writeKubeconfig(folder));
    options.add("-data-filname=" + folder.resolve("seen.csv"));
    options.addAll(List.of(further));
    return CompletableFuture.supplyAsync(
        () -> {
          PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
          return ToolMain.execute(
              new FlunderLogger(() -> stop, stream),
              options.toArray(String[]::new),
              stream,
              new PrintStream(err, true, StandardCharsets.UTF_8));
        });
  }

  private static int status(CompletableFuture<Integer> run) {
    return run.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static boolean asksForGroups(ReceivedRequest request) {
    return request.path().equals("/apis");
  }

  private void serveTheOriginalsGroup() {
    server.answerWith(
        FlunderLoggerTest::asksForGroups,
        200,
        "{\"groups\":[{\"name\":\"wardle.k8s.io\",\"versions\":[{\"version\":\"v1alpha1\"}]}]}");
    server.answerWith(
        request -> request.path().equals("/apis/wardle.k8s.io/v1alpha1"),
        200,
        "{\"resources\":[{\"name\":\"flunders\",\"kind\":\"Flunder\"}]}");
  }

  private String summary() throws IOException {
    return Files.readString(folder.resolve("seen.summary.json"));
  }

  @Test
  void watchesTheGroupThatTheServerHasAndWritesRowsWithoutDiff() throws IOException {
    serveTheOriginalsGroup();
    ScriptedWatch watch = server.watch(FLUNDERS);
    CompletableFuture<Integer> run = started();
    watch.awaitOpened(1);
    watch.send(ADDED);
    watch.send(LIST_END);
    watch.end();
    watch.awaitOpened(2);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    assertThat(Files.readAllLines(folder.resolve("seen.csv")))
        .singleElement()
        .asString()
        .matches(".*,create,\"n/f\",2026-11-21 09:00:00,1,0,0,[^,]*,[^,]*");
    assertThat(summary())
        .contains("\"tool\" : \"flunder-logger\"", "\"group\" : \"wardle.k8s.io\"")
        .contains("\"api-version\" : \"v1alpha1\"");
    assertThat(watch.requests().get(0).headers().get("user-agent"))
        .matches("flunder-logger@[0-9a-f.:]+@[0-2]\\d[0-5]\\d[0-5]\\d");
  }

  @Test
  void asksAgainWhereTheServerCannotTellYet() {
    server.answerWith(FlunderLoggerTest::asksForGroups, 503, "{}");
    CompletableFuture<Integer> run = started();
    server.awaitReceived(1);
    serveTheOriginalsGroup();
    server.watch(FLUNDERS).awaitOpened(1);
    stop.request(CommonExit.INTERRUPTED);
    assertThat(status(run)).isEqualTo(130);
  }

  @Test
  void leavesCompleteFilesThoughTheServerWasNeverThere() throws IOException {
    server.goDown();
    assertThat(status(started("--stop-after=1s"))).isEqualTo(10);
    assertThat(folder.resolve("seen.csv")).isEmptyFile();
    assertThat(summary())
        .contains("\"INVALID\"", "no list ever succeeded")
        .contains("\"group\" : \"wardle.example.com\"");
  }

  @Test
  void aServerWithoutFlundersIsOneLineAndStatusTwentyOne() {
    server.answerWith(FlunderLoggerTest::asksForGroups, 200, "{\"groups\":[{\"name\":\"apps\"}]}");
    assertThat(status(started())).isEqualTo(21);
    assertThat(err.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo(
            "flunder-logger: the server has no Flunder API: none of its API groups is"
                + " wardle.example.com or wardle.k8s.io");
    assertThat(folder.resolve("seen.csv")).doesNotExist();
  }

  @Test
  void goesRoundTheConfiguredServerAndVerifiesNothingIfAskedTo() throws IOException {
    serveTheOriginalsGroup();
    ScriptedWatch watch = server.watch(FLUNDERS);
    try (ScriptedApiServer configured = ScriptedApiServer.start()) {
      // The log-in is this server's, address and authority are the other's.
      Path kubeconfig = server.writeKubeconfig(folder);
      String theirs =
          authorityLine(configured.writeKubeconfig(Files.createDirectory(folder.resolve("other"))));
      String ours = Files.readString(kubeconfig);
      Path mixed = folder.resolve("mixed");
      Files.writeString(
          mixed,
          ours.replace(server.base(), configured.base())
              .replace(authorityLine(kubeconfig), theirs));
      CompletableFuture<Integer> run =
          started(
              "-kubeconfig=" + mixed, "-override-server=localhost:" + server.port(), "-insecure");
      watch.awaitOpened(1);
      stop.request(CommonExit.TERMINATED);
      assertThat(status(run)).isEqualTo(143);
      assertThat(configured.received()).isZero();
    }
  }

  private static String authorityLine(Path kubeconfig) throws IOException {
    return Files.readAllLines(kubeconfig).stream()
        .filter(line -> line.contains("certificate-authority-data"))
        .findFirst()
        .orElseThrow();
  }
}
