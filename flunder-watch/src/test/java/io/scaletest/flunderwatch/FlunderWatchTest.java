package io.scaletest.flunderwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.testkit.server.ReceivedRequest;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedWatch;
import io.scaletest.testkit.server.Stall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class FlunderWatchTest {
  private static final String GROUP = "/apis/wardle.example.com/v1alpha1";
  private static final String FLUNDERS = GROUP + "/flunders";
  private static final String LIST =
      "{\"kind\":\"FlunderList\",\"metadata\":{\"resourceVersion\":\"5\"},\"items\":[]}";
  private static final String REFUSAL =
      "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"may not\",\"code\":403}";

  @TempDir private Path folder;

  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final StopSignal stop = new StopSignal();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void serveFlunders() {
    answer(
        "/apis",
        200,
        "{\"groups\":[{\"name\":\"wardle.example.com\",\"versions\":[{\"version\":\"v1alpha1\"}],"
            + "\"preferredVersion\":{\"version\":\"v1alpha1\"}}]}");
    answer(GROUP, 200, "{\"resources\":[{\"name\":\"flunders\",\"kind\":\"Flunder\"}]}");
    server.answerWith(FlunderWatchTest::isList, 200, LIST);
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private static boolean isList(ReceivedRequest request) {
    return request.path().equals(FLUNDERS);
  }

  private static boolean isWatch(ReceivedRequest request) {
    return request.path().startsWith(FLUNDERS + "?");
  }

  private void answer(String path, int status, String body) {
    server.answerWith(request -> request.path().equals(path), status, body);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private int run(String... options) {
    var tool = new FlunderWatch(() -> stop, stream(out));
    return ToolMain.execute(tool, options, stream(out), stream(err));
  }

  private CompletableFuture<Integer> started(String... further) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-kubeconfig", server.writeKubeconfig(folder).toString()));
    options.addAll(List.of(further));
    return CompletableFuture.supplyAsync(() -> run(options.toArray(String[]::new)));
  }

  private static int status(CompletableFuture<Integer> run) {
    return run.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static String event(String type, String name, int version) {
    return "{\"type\":\""
        + type
        + "\",\"object\":{\"metadata\":{\"name\":\""
        + name
        + "\",\"resourceVersion\":\""
        + version
        + "\"}}}";
  }

  /** Ends the watches and waits for the next ones: whatever was sent before has been read then. */
  private static void settle(ScriptedWatch watch, int watchers) {
    int opened = watch.requests().size();
    watch.end();
    watch.awaitOpened(opened + watchers);
  }

  private String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void asksAsTheOriginalUnderItsUserAgent() {
    ScriptedWatch watch = server.watch(FLUNDERS);
    CompletableFuture<Integer> run = started();
    watch.awaitOpened(1);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    ReceivedRequest list =
        server.requests().stream().filter(FlunderWatchTest::isList).findFirst().orElseThrow();
    assertThat(list.headers().get("user-agent"))
        .matches("flunder-watcher@[0-9a-f.:]+@([01]\\d|2[0-3])[0-5]\\d[0-5]\\d");
    assertThat(list.headers()).containsEntry("accept", "application/json");
    assertThat(watch.requests().get(0).path())
        .matches(FLUNDERS + "\\?resourceVersion=5&timeoutSeconds=[345]\\d\\d&watch=true");
  }

  @Test
  void protobufIsAskedForInListAndWatchAlike() {
    server.answerWith(FlunderWatchTest::isList, 406, REFUSAL);
    assertThat(status(started("-useProtobuf"))).isEqualTo(10);

    assertThat(server.requests().stream().filter(FlunderWatchTest::isList))
        .singleElement()
        .satisfies(
            list ->
                assertThat(list.headers())
                    .containsEntry("accept", "application/vnd.kubernetes.protobuf"));
  }

  @Test
  void oneWatcherEndsWithTenIfAListFails() {
    server.answerWith(FlunderWatchTest::isList, 403, REFUSAL);

    assertThat(status(started())).isEqualTo(10);
    assertThat(text(out)).contains("1 × List returned error may not");
  }

  @Test
  void oneWatcherEndsWithTwelveIfAWatchIsRefused() {
    server.answerWith(FlunderWatchTest::isWatch, 403, REFUSAL);

    assertThat(status(started())).isEqualTo(12);
    assertThat(text(out)).contains("1 × Watch returned error may not");
  }

  /** Answers the first request of each kind 429, and the later ones as ever. */
  private void throttleFirst(Predicate<ReceivedRequest> kind, String retryAfter) {
    AtomicBoolean first = new AtomicBoolean(true);
    server.answerWith(
        request -> kind.test(request) && first.getAndSet(false),
        429,
        "Too many requests, please try again later.",
        retryAfter.isEmpty() ? Map.of() : Map.of("retry-after", retryAfter));
  }

  @Test
  void oneWatcherDoesAsClientGoWhenItIsAskedToComeAgain() throws IOException {
    ScriptedWatch watch = server.watch(FLUNDERS);
    throttleFirst(request -> request.path().equals("/apis"), "0");
    throttleFirst(FlunderWatchTest::isList, "1");
    throttleFirst(FlunderWatchTest::isWatch, "0");
    Path data = folder.resolve("one.csv");
    CompletableFuture<Integer> run = started("-datafile=" + data);
    watch.awaitOpened(1);
    watch.send(event("ADDED", "a", 6));
    settle(watch, 1);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    assertThat(text(out))
        .contains("of the lists and watches, 2 were sent again and 2 were answered 429");
    assertThat(Files.readString(folder.resolve("one.summary.json")))
        .contains(
            "\"retries\" : 2,", "\"throttled429\" : 2", "\"listFailures\" : 0,", "\"SUSPECT\"");
    assertThat(server.count(FlunderWatchTest::isList)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"''", "301", "soon"})
  void a429WithoutATimeToComeAgainIsAFailure(String retryAfter) {
    throttleFirst(FlunderWatchTest::isList, retryAfter);

    assertThat(status(started())).isEqualTo(10);
    assertThat(text(out)).contains("1 × List returned error");
  }

  @Test
  void aConnectionThatIsLostBeforeTheListsAnswerIsNoFailure() {
    ScriptedWatch watch = server.watch(FLUNDERS);
    Stall stall = server.stall(FlunderWatchTest::isList);
    CompletableFuture<Integer> run = started();
    stall.awaitHeld(1);
    server.goDown();
    stall.release();
    server.comeBack();
    watch.awaitOpened(1);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    assertThat(text(out)).contains("0 failed; with watches, 1 sent again");
  }

  @Test
  void withKeepGoingAFailureIsCountedAndTriedAgain() throws IOException {
    server.answerWith(FlunderWatchTest::isList, 403, REFUSAL);
    Path data = folder.resolve("one.csv");
    CompletableFuture<Integer> run = started("-keep-going", "-datafile=" + data);
    awaitRequests(FlunderWatchTest::isList, 1);
    ScriptedWatch watch = server.watch(FLUNDERS);
    server.answerWith(FlunderWatchTest::isList, 200, LIST);
    watch.awaitOpened(1);
    watch.send(event("ADDED", "a", 6));
    settle(watch, 1);
    stop.request(CommonExit.INTERRUPTED);

    assertThat(status(run)).isEqualTo(130);
    assertThat(Files.readString(folder.resolve("one.summary.json")))
        .contains("\"listFailures\" : 1,", "\"eventsAdded\" : 1,", "\"SUSPECT\"");
  }

  private void awaitRequests(Predicate<ReceivedRequest> which, long n) {
    while (server.count(which) < n) {
      server.awaitReceived(server.received() + 1);
    }
  }

  @Test
  void eachOfSeveralWatchersSeesEachEventAndHasItsRow() throws IOException {
    ScriptedWatch watch = server.watch(FLUNDERS);
    Path data = folder.resolve("five.csv");
    CompletableFuture<Integer> run = started("-watchers=5", "-datafile=" + data);
    watch.awaitOpened(5);
    watch.send(event("ADDED", "a", 6));
    watch.send(event("DELETED", "a", 7));
    settle(watch, 5);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    List<String> lines = Files.readAllLines(data);
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0))
        .isEqualTo(
            "watcher,establishUs,events,eventsAdded,eventsModified,eventsDeleted,eventsBookmark,"
                + "eventsError,lists,relists,listFailures,watches,watchFailures,watchesBroken,"
                + "unreadableAnswers,missedAtLeast,blindNs,watchBytes,listBytes,faults,retries,"
                + "throttled429,watchesCutShort,notifications,notificationMinUs,notificationP50Us,"
                + "notificationP99Us,notificationMaxUs");
    // Whether the second watch's head has come by the stop is open.
    assertThat(lines.subList(1, 6))
        .allSatisfy(
            line -> assertThat(line).matches("[1-5],\\d+,2,1,0,1,0,0,2,1,0,[12],0,0,.*,0,,,,"));
    assertThat(text(out).replaceAll("\\s+", " ")).contains("2 for each watcher; at least 0 missed");
  }

  @Test
  void tellsOfEachWatcherHowLateItWasNotifiedOfChangesThatClientsStamped() throws Exception {
    ScriptedWatch watch = server.watch(FLUNDERS);
    Path data = folder.resolve("late.csv");
    CompletableFuture<Integer> run = started("-watchers=2", "-datafile=" + data, "-metricport=0");
    watch.awaitOpened(2);
    watch.send(stamped(6, "2026-01-01 00:00:00.000 +0000"));
    watch.send(stamped(7, "2099-01-01 00:00:00.000 +0000"));
    settle(watch, 2);
    stop.request(CommonExit.TERMINATED);

    assertThat(status(run)).isEqualTo(143);
    assertThat(Files.readAllLines(data).subList(1, 3))
        .allMatch(line -> line.matches("[12],.*,2,-\\d{13,},,,\\d{13,}"));
    assertThat(text(out)).contains("notification", "the clocks disagree", "late.hlog");
    assertThat(Files.readString(folder.resolve("late.summary.json")))
        .containsPattern("\"notification\" : \\{\\s*\"unit\" : \"ns\",\\s*\"count\" : 4,");
    assertThat(Files.readAllLines(folder.resolve("late.hlog")))
        .anyMatch(line -> line.startsWith("Tag=notification,"))
        .anyMatch(line -> line.startsWith("Tag=notification.negative,"));
  }

  private static String stamped(int version, String stamp) {
    return event("ADDED", "s" + version, version)
        .replace("}}}", ",\"annotations\":{\"scaletest/createTimestamp\":\"" + stamp + "\"}}}}");
  }

  @Test
  void aRunThatCannotBeLeavesNoFileBehind() {
    answer("/apis", 200, "{\"groups\":[]}");
    Path data = folder.resolve("none.csv");

    assertThat(status(started("-watchers=2", "-datafile=" + data))).isEqualTo(10);
    assertThat(data).doesNotExist();
    assertThat(folder.resolve("none.hlog")).doesNotExist();
  }

  @Test
  void endsWithZeroAfterTheTimeGiven() {
    server.watch(FLUNDERS);

    assertThat(status(started("-stop-after=2s"))).isZero();
  }

  @Test
  void endsWithTenIfTheTimeIsOverAndNothingCouldEverBeListed() {
    server.answerWith(FlunderWatchTest::isList, 500, REFUSAL);

    assertThat(status(started("-keep-going", "-stop-after=300ms"))).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-watchers=0 | watchers: must be 1 to 20000, got 0",
        "-watchers=20001 | watchers: must be 1 to 20000, got 20001",
        "-ramp=-1s | ramp: must not be negative, got -1s",
        "-stop-after=-1s | stop-after: must not be negative, got -1s",
        "-metricport=65536 | metricport: must be -1 to 65535, got 65536",
        "-namespace=A/b | namespace: must be a namespace's name, got A/b",
        "-group=A/b | group: must be an API group such as wardle.example.com, got A/b",
        "-override-server=http://a b | override-server: must be host, host:port or"
            + " https://host:port, got http://a b",
        "-datafile=/ | datafile: must be a file, got /",
        "-datafile=/no/such/x.csv | /no/such/x.csv"
      })
  void aWrongOptionIsNamedWithRuleAndValue(String option, String message) {
    assertThat(status(started(option))).isEqualTo(2);
    assertThat(text(err)).contains(message);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void withoutAConfigurationItEndsWithTwenty() {
    assertThat(run("-kubeconfig", folder.resolve("none").toString())).isEqualTo(255);
    assertThat(text(err)).contains("none");
  }

  @Test
  void aServerWithoutFlundersIsAListThatFails() {
    answer("/apis", 200, "{\"groups\":[]}");

    assertThat(status(started())).isEqualTo(10);
    assertThat(text(err)).contains("the server has no Flunder API");
  }
}
