package io.scaletest.cmlogger;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CmLoggerTest {
  private static final String ALL_CONFIG_MAPS = "/api/v1/configmaps";
  private static final String LIST_END =
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"5\","
          + "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}";

  @TempDir private Path folder;

  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final StopSignal stop = new StopSignal();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void closeServer() {
    server.close();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private int run(String... options) {
    var tool = new CmLogger(() -> stop, stream(out));
    return ToolMain.execute(tool, options, stream(out), stream(err));
  }

  /** Runs the tool against the server, on a free port, with its files in the test's folder. */
  private CompletableFuture<Integer> started(String... further) {
    List<String> options = new ArrayList<>(usual());
    options.addAll(List.of(further));
    return CompletableFuture.supplyAsync(() -> run(options.toArray(String[]::new)));
  }

  private List<String> usual() {
    return List.of(
        "-kubeconfig",
        server.writeKubeconfig(folder).toString(),
        "-data-filname=" + folder.resolve("obj.csv"),
        "--metricport",
        "0");
  }

  private static int status(CompletableFuture<Integer> run) {
    return run.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static String event(String type, String name, int version) {
    return "{\"type\":\""
        + type
        + "\",\"object\":{\"metadata\":{\"namespace\":\"n\",\"name\":\""
        + name
        + "\",\"uid\":\"u\",\"resourceVersion\":\""
        + version
        + "\",\"creationTimestamp\":\"2026-11-21T09:00:00Z\",\"annotations\":{"
        + "\"scaletest/createTimestamp\":\"2026-11-21 06:00:00.000 -0300\"}},"
        + "\"data\":{\"key1\":\"0\"}}}";
  }

  /** Ends the watch and waits for the next one: whatever was sent before has been read then. */
  private static void settle(ScriptedWatch watch) {
    int opened = watch.requests().size();
    watch.end();
    watch.awaitOpened(opened + 1);
  }

  private List<String> rows() throws IOException {
    return Files.readAllLines(folder.resolve("obj.csv"));
  }

  private String summary() throws IOException {
    return Files.readString(folder.resolve("obj.summary.json"));
  }

  private List<String> errorLines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private List<String> filesLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void logsEachChangeAndEndsInOrderWhenTold() throws IOException {
    ScriptedWatch watch = server.watch(ALL_CONFIG_MAPS);
    CompletableFuture<Integer> run = started();
    watch.awaitOpened(1);
    watch.send(event("ADDED", "old", 3));
    watch.send(LIST_END);
    watch.send(event("ADDED", "a", 6));
    settle(watch);
    watch.send(event("MODIFIED", "a", 7));
    settle(watch);
    watch.send(event("DELETED", "a", 8));
    settle(watch);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    assertThat(rows()).filteredOn(row -> row.contains("\"n/old\"")).hasSize(1);
    assertThat(rows())
        .filteredOn(row -> row.contains("\"n/a\""))
        .extracting(row -> row.substring(row.indexOf(',') + 1, row.indexOf("\"n/a\"") - 1))
        // What the worker takes late comes in one row; its last state decides.
        .last()
        .isEqualTo("delete");
    assertThat(rows())
        .allMatch(row -> row.matches("2\\d{3}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3},.*"));
    assertThat(summary())
        .contains("\"tool\" : \"cm-logger\"")
        .contains("\"eventsAdded\" : 1")
        .contains("\"eventsModified\" : 1")
        .contains("\"eventsDeleted\" : 1")
        .contains("\"initialEvents\" : 1")
        .contains("\"relists\" : 0")
        // The last watch may not have been answered yet when the tool was told to stop.
        .containsPattern("\"reconnects\" : [23]");
    assertThat(Files.readString(folder.resolve("obj.hlog"))).contains("#Tag notification: ");
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("cm-logger obj ");
  }

  @Test
  void saysWhatWasMissedAfterARelist() throws IOException {
    ScriptedWatch watch = server.watch(ALL_CONFIG_MAPS);
    CompletableFuture<Integer> run = started();
    watch.awaitOpened(1);
    watch.send(event("ADDED", "gone", 3));
    watch.send(event("ADDED", "kept", 4));
    watch.send(LIST_END);
    watch.expire();
    watch.awaitOpened(2);
    watch.send(event("ADDED", "kept", 4));
    watch.send(event("ADDED", "new", 9));
    watch.send(LIST_END);
    settle(watch);
    stop.request(CommonExit.INTERRUPTED);

    assertThat(status(run)).isEqualTo(130);
    assertThat(rows()).filteredOn(row -> row.contains("\"n/kept\"")).hasSize(1);
    assertThat(rows()).filteredOn(row -> row.contains(",delete,\"n/gone\"")).hasSize(1);
    assertThat(rows()).filteredOn(row -> row.contains(",create,\"n/new\"")).hasSize(1);
    assertThat(summary())
        .contains("\"gone410\" : 1")
        .contains("\"relists\" : 1")
        .contains("\"relistAdds\" : 1")
        .contains("\"relistDeletes\" : 1")
        .contains("listed anew 1 time: 2 changes were learnt late");
  }

  @Test
  void presentsItselfAsTheOriginalDoes() {
    ScriptedWatch watch = server.watch(ALL_CONFIG_MAPS);
    CompletableFuture<Integer> run = started();
    watch.awaitOpened(1);
    stop.request(CommonExit.TERMINATED);
    status(run);
    assertThat(watch.requests().get(0).headers().get("user-agent"))
        .matches("obj-logger@[0-9a-f.:]+");
  }

  @Test
  void watchesOneNamespaceIfAskedTo() {
    ScriptedWatch watch = server.watch("/api/v1/namespaces/scaletest/configmaps");
    CompletableFuture<Integer> run = started("-namespace", "scaletest", "-threads=4");
    watch.awaitOpened(1);
    stop.request(CommonExit.TERMINATED);
    assertThat(status(run)).isEqualTo(143);
  }

  @Test
  void endsWithSuccessWhenItsTimeIsOver() {
    ScriptedWatch watch = server.watch(ALL_CONFIG_MAPS);
    CompletableFuture<Integer> run = started("-stop-after", "2s");
    watch.awaitOpened(1);
    watch.send(LIST_END);
    assertThat(status(run)).isZero();
  }

  @Test
  void saysByItsStatusThatItNeverSawTheServer() throws IOException {
    server.goDown();
    assertThat(status(started("-stop-after=1s"))).isEqualTo(10);
    assertThat(rows()).isEmpty();
    assertThat(summary()).contains("\"INVALID\"").contains("no list ever succeeded");
  }

  @Test
  void goesOnWhereItIsNotPermittedYet() {
    server.answerWith(
        request -> true,
        403,
        "{\"kind\":\"Status\",\"code\":403,\"message\":\"configmaps is forbidden\"}");
    CompletableFuture<Integer> run = started();
    server.awaitReceived(1);
    server.answerAsUsual();
    ScriptedWatch watch = server.watch(ALL_CONFIG_MAPS);
    watch.awaitOpened(1);
    stop.request(CommonExit.TERMINATED);
    assertThat(status(run)).isEqualTo(143);
  }

  @Test
  void refusesToReplaceFilesIfAskedTo() throws IOException {
    Path file = Files.writeString(folder.resolve("obj.csv"), "precious");
    assertThat(status(started("-no-overwrite"))).isEqualTo(2);
    assertThat(errorLines())
        .containsExactly("cm-logger: no-overwrite: must not replace an existing file, got " + file);
    assertThat(file).hasContent("precious");
    assertThat(filesLeft()).containsExactly("kubeconfig", "obj.csv");
  }

  @Test
  void aDataFileThatCannotBeMadeIsAWarning() throws IOException {
    ScriptedWatch watch = server.watch(ALL_CONFIG_MAPS);
    CompletableFuture<Integer> run =
        started("-data-filname", folder.resolve("no/such/obj.csv").toString());
    watch.awaitOpened(1);
    stop.request(CommonExit.TERMINATED);
    assertThat(status(run)).isEqualTo(143);
    assertThat(filesLeft()).containsExactly("kubeconfig");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("cm-logger obj ")
        .doesNotContain("obj.csv");
  }

  @Test
  void aTakenPortIsAWarning() throws IOException {
    ScriptedWatch watch = server.watch(ALL_CONFIG_MAPS);
    try (ServerSocket taken = new ServerSocket(0)) {
      CompletableFuture<Integer> run = started("-metricport=" + taken.getLocalPort());
      watch.awaitOpened(1);
      stop.request(CommonExit.TERMINATED);
      assertThat(status(run)).isEqualTo(143);
    }
    assertThat(filesLeft()).contains("obj.csv", "obj.summary.json");
  }

  @Test
  void ifStrictADataFileThatCannotBeMadeIsOneLineAndStatusTwo() throws IOException {
    assertThat(
            status(
                started("-strict", "-data-filname", folder.resolve("no/such/obj.csv").toString())))
        .isEqualTo(2);
    assertThat(errorLines()).singleElement().asString().contains("no/such/obj.csv");
    assertThat(filesLeft()).containsExactly("kubeconfig");
  }

  @Test
  void ifStrictLeavesNothingHalfMadeIfAFileBesideItCannotBeMade() throws IOException {
    Files.createDirectories(folder.resolve("obj.hlog/x"));
    assertThat(status(started("-strict"))).isEqualTo(2);
    assertThat(errorLines()).singleElement().asString().contains("obj.hlog");
    assertThat(filesLeft()).containsExactly("kubeconfig", "obj.hlog");
  }

  @Test
  void ifStrictATakenPortIsOneLineThatNamesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertThat(status(started("-strict", "-metricport=" + port))).isEqualTo(2);
      assertThat(errorLines())
          .singleElement()
          .asString()
          .startsWith("cm-logger: metricport: " + port + " is taken");
    }
    assertThat(filesLeft()).containsExactly("kubeconfig");
  }

  @Test
  void noKubeconfigOutsideAPodIsStatus255() throws IOException {
    assertThat(run("-data-filname=" + folder.resolve("obj.csv"), "-metricport=0")).isEqualTo(255);
    assertThat(errorLines()).singleElement().asString().startsWith("cm-logger: kubeconfig: ");
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void anUnreadableKubeconfigIsStatus255() throws IOException {
    assertThat(run("-kubeconfig", folder.resolve("none").toString())).isEqualTo(255);
    Path broken = Files.writeString(folder.resolve("broken"), "clusters: [");
    assertThat(run("-kubeconfig", broken.toString())).isEqualTo(255);
    assertThat(errorLines()).hasSize(2).allMatch(line -> line.startsWith("cm-logger: "));
  }

  @Test
  void writesToNoOrdinaryFileWithoutPuttingAnythingBesideIt() {
    ScriptedWatch watch = server.watch(ALL_CONFIG_MAPS);
    CompletableFuture<Integer> run = started("-data-filname", "/dev/null", "-no-overwrite");
    watch.awaitOpened(1);
    stop.request(CommonExit.TERMINATED);
    assertThat(status(run)).isEqualTo(143);
    assertThat(Path.of("/dev/null.hlog")).doesNotExist();
    assertThat(Path.of("/dev/null.summary.json")).doesNotExist();
  }
}
