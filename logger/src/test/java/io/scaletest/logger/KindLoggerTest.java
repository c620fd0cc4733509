package io.scaletest.logger;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class KindLoggerTest {
  private static final String GROUP = "/apis/example.com/v1";
  private static final String GADGETS = GROUP + "/gadgets";
  private static final String LIST =
      "{\"kind\":\"GadgetList\",\"metadata\":{\"resourceVersion\":\"5\"},\"items\":[]}";

  /** What a streamed list ends with. */
  private static final String LIST_END =
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"5\",\"annotations\":"
          + "{\"k8s.io/initial-events-end\":\"true\"}}}}";

  @TempDir private Path folder;

  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final StopSignal stop = new StopSignal();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void serveGadgets() {
    answer(
        "/apis",
        200,
        "{\"groups\":[{\"name\":\"example.com\",\"versions\":[{\"version\":\"v1\"}],"
            + "\"preferredVersion\":{\"version\":\"v1\"}}]}");
    answer(
        "/api/v1",
        200,
        "{\"resources\":[{\"name\":\"nodes\",\"kind\":\"Node\",\"namespaced\":false,"
            + "\"verbs\":[\"list\",\"watch\"]},{\"name\":\"bindings\",\"kind\":\"Binding\","
            + "\"namespaced\":true,\"verbs\":[\"create\"]}]}");
    answer(GROUP, 200, resources(""));
    server.answerWith(request -> request.path().equals(GADGETS), 200, LIST);
  }

  private static String resources(String further) {
    return "{\"resources\":[{\"name\":\"gadgets\",\"singularName\":\"gadget\",\"shortNames\":"
        + "[\"gd\"],\"kind\":\"Gadget\",\"namespaced\":true,\"verbs\":[\"list\",\"watch\"]}"
        + further
        + "]}";
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private void answer(String path, int status, String body) {
    server.answerWith(request -> request.path().equals(path), status, body);
  }

  private CompletableFuture<Integer> started(String... further) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-kubeconfig", server.writeKubeconfig(folder).toString()));
    options.add("-datafile=" + folder.resolve("seen.csv"));
    options.addAll(List.of(further));
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    var errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return CompletableFuture.supplyAsync(
        () ->
            ToolMain.execute(
                new KindLogger(() -> stop, stream),
                options.toArray(String[]::new),
                stream,
                errors));
  }

  private static int status(CompletableFuture<Integer> run) {
    return run.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static String added(String name, int version) {
    return "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\""
        + name
        + "\",\"namespace\":\"n\",\"uid\":\"u\",\"resourceVersion\":\""
        + version
        + "\",\"annotations\":{\"scaletest/createTimestamp\":\"2026-01-01 00:00:00.000 +0000\"}}}}";
  }

  private List<String> rows() throws IOException {
    return Files.readAllLines(folder.resolve("seen.csv"));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"gadgets", "Gadget", "gd", "gadgets.example.com", "gadgets.v1.example.com"})
  void oneWatcherWritesARowForEachChange(String kind) throws IOException {
    ScriptedWatch watch = server.watch(GADGETS);
    CompletableFuture<Integer> run = started("-kind=" + kind);
    watch.awaitOpened(1);
    watch.send(added("g", 3));
    watch.send(LIST_END);
    watch.end();
    watch.awaitOpened(2);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    assertThat(rows()).singleElement().asString().matches(".*,create,\"n/g\",.*,1,0,0,.*,3");
    assertThat(Files.readString(folder.resolve("seen.summary.json")))
        .contains("\"tool\" : \"logger\"", "\"kind\" : \"" + kind + "\"", "\"example.com\"");
    assertThat(watch.requests().get(0).headers().get("user-agent"))
        .matches("logger@[0-9a-f.:]+@[0-2]\\d[0-5]\\d[0-5]\\d");
  }

  @Test
  void severalWatchersHaveARowEachWithTheirNotifications() throws IOException {
    ScriptedWatch watch = server.watch(GADGETS);
    CompletableFuture<Integer> run = started("-kind=gadgets", "--watchers=3");
    watch.awaitOpened(3);
    watch.send(added("g", 6));
    watch.end();
    watch.awaitOpened(6);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    assertThat(rows()).hasSize(4);
    assertThat(rows().subList(1, 4)).allMatch(row -> row.matches("[123],.*,1,\\d+,,,\\d+"));
    assertThat(Files.readString(folder.resolve("seen.summary.json")))
        .contains("\"watchers\" : 3", "\"kind\" : \"gadgets\"");
  }

  @Test
  void aFileNamesTheKindOfItsObject() throws IOException {
    Path file = folder.resolve("gadget.yaml");
    Files.writeString(file, "apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: g}\n");
    ScriptedWatch watch = server.watch(GADGETS);
    CompletableFuture<Integer> run = started("-kind=" + file, "--watchers=2");
    watch.awaitOpened(2);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--watchers=2 | -kind=gadget",
        "--watchers=1 | -kind=gadgets",
        "--watchers=2 | -kind=gadgets.example.com"
      })
  void aKindThatTheServerDoesNotHaveIsOneLineAndStatusTwentyOne(String watchers, String kind)
      throws IOException {
    answer(GROUP, 200, "{\"resources\":[]}");

    assertThat(status(started(watchers, kind))).isEqualTo(21);
    assertThat(errors().lines().filter(line -> line.startsWith("logger: ")))
        .singleElement()
        .asString()
        .startsWith("logger: kind: must be one that the server has, got gadget");
    assertThat(Files.exists(folder.resolve("seen.csv"))).isFalse();
    assertThat(Files.exists(folder.resolve("seen.hlog"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void waitsForAKindThatComesLaterIfAskedTo(int watchers) {
    answer(GROUP, 200, "{\"resources\":[]}");
    CompletableFuture<Integer> run =
        started("-kind=gadgets", "-wait-for-kind", "--watchers=" + watchers);
    awaitRequest(GROUP);
    ScriptedWatch watch = server.watch(GADGETS);
    answer(GROUP, 200, resources(""));
    watch.awaitOpened(watchers);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void asksAgainWhereTheServerCannotTellYet(int watchers) {
    answer(GROUP, 503, "{}");
    CompletableFuture<Integer> run = started("-kind=gadgets", "--watchers=" + watchers);
    awaitRequest(GROUP);
    ScriptedWatch watch = server.watch(GADGETS);
    answer(GROUP, 200, resources(""));
    watch.awaitOpened(watchers);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
  }

  private void awaitRequest(String path) {
    while (server.count((ReceivedRequest request) -> request.path().equals(path)) == 0) {
      server.awaitReceived(server.received() + 1);
    }
  }

  @Test
  void leavesCompleteFilesThoughTheServerWasNeverThere() throws IOException {
    server.goDown();

    assertThat(status(started("-kind=deployments.v1.apps", "--stop-after=1s"))).isEqualTo(10);
    assertThat(rows()).isEmpty();
    assertThat(Files.readString(folder.resolve("seen.summary.json"))).contains("\"INVALID\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-threads=2 | --watchers=5 | threads: must be 1 with watchers=5, got 2",
        "-strict | --watchers=5 | strict: must be left out with watchers=5, got true",
        "-no-compare | --watchers=5 | no-compare: must be left out with watchers=5, got true",
        "-ramp=10s | --watchers=1 | ramp: must be 0 with watchers=1, got 10s",
        "-seed=7 | --watchers=1 | seed: must be 0 with watchers=1, got 7",
        "-log-events=false | --watchers=1 | log-events: must be left out with watchers=1, got"
            + " false",
        "-log-events | --watchers=1 | log-events: must be left out with watchers=1, got true",
        "-datafile=/ | --watchers=2 | data-filname: must be a file, got /",
        "--watchers=0 | -v=1 | watchers: must be 1 to 20000, got 0",
        "-ramp=-1s | --watchers=2 | ramp: must not be negative, got -1s",
        "-threads=0 | -v=1 | threads: must be 1 to 1024, got 0",
        "-metricport=-2 | --watchers=2 | metricport: must be -1 to 65535, got -2",
        "-namespace=A/b | --watchers=2 | namespace: must be a namespace's name, got A/b",
        "-kind= | -v=1 | kind: must be a resource such as pods or deployments.apps, or a file with"
            + " an object, got none",
        "-kind=a/b | -v=1 | kind: must be a resource such as pods or deployments.apps, or a file"
            + " with an object, got a/b",
        "-kind=/no/such.yaml | -v=1 | kind: /no/such.yaml: no such file",
        "-override-server=a b | -v=1 | override-server: must be host, host:port or"
            + " https://host:port, got a b"
      })
  void aWrongOptionIsNamedWithRuleAndValue(String option, String other, String message) {
    assertThat(status(started("-kind=gadgets", option, other))).isEqualTo(2);
    assertThat(errors().strip()).isEqualTo("logger: " + message);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aFileWithoutAnObjectIsRefused() throws IOException {
    Path file = folder.resolve("none.yaml");
    Files.writeString(file, "kind: Gadget\n");

    assertThat(status(started("-kind=" + file))).isEqualTo(2);
    assertThat(errors().strip())
        .isEqualTo("logger: kind: " + file + ": must be an object with apiVersion and kind");
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void aNamespaceAndAKindThatIsInNoneDoNotGoTogether(int watchers) {
    assertThat(status(started("-kind=nodes", "-namespace=n", "--watchers=" + watchers)))
        .isEqualTo(2);
    assertThat(errors()).contains("namespace: must be left out, since nodes are in none, got n");
  }

  @Test
  void aKindThatCannotBeWatchedIsRefused() {
    assertThat(status(started("-kind=bindings"))).isEqualTo(21);
    assertThat(errors())
        .contains("kind: must be one that the server lets list and watch, got bindings");
  }
}
