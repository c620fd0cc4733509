package io.scaletest.player.record;

import static io.scaletest.player.record.AuditLines.created;
import static io.scaletest.player.record.AuditLines.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.player.merge.PartsFolder;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.wire.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Audit logs, written as servers write them, and the traces that come of them. */
class RecordingTest {
  private static final long MS = 1_000_000;

  @TempDir private Path folder;

  private Path log(String name, Object... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    StringBuilder text = new StringBuilder();
    for (Object each : lines) {
      text.append(each).append('\n');
    }
    return Files.writeString(file, text.toString());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aRequestIsRecordedWithAllThatTheLogHasOfIt() throws IOException {
    Path log =
        log(
            "audit.log",
            line("update", "/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=me")
                .of("apps/v1/deployments", "shop", "web")
                .with("impersonatedUser", JsonTree.of("username", "bob", "groups", List.of("ops")))
                .at(5, 25)
                .request("{\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":3}}")
                .response(
                    "{\"kind\":\"Deployment\",\"metadata\":{\"uid\":\"u1\",\"resourceVersion\":\"77\"}}"));

    RecordedFile recorded = RecordedFile.of(folder, log);

    assertThat(recorded.entries()).hasSize(1);
    TraceEntry entry = recorded.entries().get(0);
    assertThat(entry.startNs()).isEqualTo(AuditLines.BEGIN.toEpochMilli() * MS + 5 * MS);
    assertThat(entry.durationNs()).isEqualTo(20 * MS);
    assertThat(entry.resource()).isEqualTo(new ResourcePath("apps", "v1", "deployments", ""));
    assertThat(entry.object()).isEqualTo(new ObjectName("shop", "web", NameOrigin.REQUEST, ""));
    assertThat(entry.query()).isEqualTo("fieldManager=me");
    assertThat(entry.caller().user()).isEqualTo("bob");
    assertThat(entry.caller().groups()).containsExactly("ops");
    assertThat(entry.caller().impersonator()).isEqualTo("anna");
    assertThat(entry.caller().userAgent()).isEqualTo("kubectl/v1.36.1");
    assertThat(entry.outcome().code()).isEqualTo(200);
    assertThat(entry.outcome().uid()).isEqualTo("u1");
    assertThat(entry.outcome().resourceVersion()).isEqualTo(77);
    assertThat(entry.detail()).isEqualTo(SourceDetail.RESPONSE);
    assertThat(RecordedFile.body(entry))
        .isEqualTo("{\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":3}}");
    assertThat(entry.traffic()).isEqualTo(TrafficClass.CLIENT);
    assertThat(JsonTree.child(recorded.footer(), "lost")).isEmpty();
  }

  @Test
  void entriesStandInTheOrderInWhichTheyWereReceivedAndWatchesWhereTheyBegan() throws IOException {
    AuditLines.Line watch =
        line("watch", "/api/v1/pods?watch=true&timeoutSeconds=400").of("/v1/pods", "", "");
    Path log =
        log(
            "audit.log",
            watch.at(0, 1).with("stage", "ResponseStarted").toString(),
            created("slow", 2, 50, 900),
            created("fast", 1, 100, 110),
            line("watch", "/api/v1/nodes?watch=true").of("/v1/nodes", "", "").at(120, 500_000),
            created("last", 3, 400_000, 400_010),
            watch.at(0, 402_000).with("stage", "ResponseComplete").toString(),
            line("watch", "/api/v1/services?watch=true")
                .of("/v1/services", "", "")
                .at(401_000, 401_001)
                .with("stage", "ResponseStarted"));

    RecordedFile recorded = RecordedFile.of(folder, log);

    assertThat(recorded.entries())
        .extracting(entry -> entry.resource().resource() + " " + entry.object().name())
        .containsExactly(
            "pods ",
            "configmaps slow",
            "configmaps fast",
            "nodes ",
            "configmaps last",
            "services ");
    assertThat(recorded.entries().get(0).durationNs()).isEqualTo(402_000 * MS);
    assertThat(recorded.entries().get(3).durationNs()).isEqualTo(499_880 * MS);
    assertThat(recorded.entries().get(5).durationNs()).isEqualTo(TraceEntry.UNKNOWN);
    assertThat(recorded.lost("openWatches")).isEqualTo(1);
  }

  @Test
  void stagesAreOneRequestAndOneWithoutItsEndIsCounted() throws IOException {
    AuditLines.Line get = line("get", "/api/v1/nodes/n").of("/v1/nodes", "", "n");
    String received = get.with("stage", "RequestReceived").toString();
    String complete = get.with("stage", "ResponseComplete").toString();
    Path log =
        log(
            "audit.log",
            received,
            complete,
            line("get", "/x").with("stage", "RequestReceived"),
            line("get", "/panics").with("stage", "Panic").code(500));

    RecordedFile recorded = RecordedFile.of(folder, log);

    assertThat(recorded.entries()).hasSize(3);
    assertThat(recorded.lost("requestsWithoutEnd")).isEqualTo(1);
    assertThat(recorded.lost("panics")).isEqualTo(1);
    assertThat(recorded.names()).containsExactlyInAnyOrder("n", "/x", "/panics");
  }

  @Test
  void filesOfARotationAreOneServersWhateverTheirOrderAndForm() throws IOException {
    Path live = log("cp1/audit.log", created("c", 3, 3_000, 3_001));
    Path old = folder.resolve("cp1/audit-2026-05-04T08-00-01.000.log.gz");
    String first = created("a", 1, 1_000, 1_001) + "\n";
    String second = created("b", 2, 2_000, 2_001) + "\n";
    byte[] one = gzip(first);
    byte[] two = gzip(second);
    byte[] members = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, members, one.length, two.length);
    Files.write(old, members);

    RecordedFile recorded = RecordedFile.of(folder, live, old);

    assertThat(recorded.names()).containsExactly("a", "b", "c");
    assertThat(recorded.entries()).extracting(TraceEntry::server).containsOnly("cp1/audit");
    assertThat(recorded.notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "audit.log, audit",
    "audit-2026-05-04T08-00-01.000.log, audit",
    "audit-2026-05-04T08-00-01.000.log.gz, audit",
    "audit.log.1, audit",
    "audit.log.12.gz, audit",
    "cp-1.jsonl, cp-1",
    "kube-apiserver, kube-apiserver",
    ".log, .log"
  })
  void theNameOfAServerIsWithoutWhatARotationAdds(Path file, String stem) {
    assertThat(LogFiles.stem(file)).isEqualTo(stem);
  }

  @Test
  void whatCannotBeReadIsToldInOneLineForEachCauseAndTheRestIsRecorded() throws IOException {
    String whole = created("a", 1, 0, 1).toString();
    Path log =
        log(
            "audit.log",
            "tamp\":\"2026-05-04T08:00:00.000000Z\"}",
            whole,
            "I0504 08:00:00.000000 1 server.go:1] hello {x}",
            whole.substring(0, 200),
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}",
            created("no-stage", 2, 0, 1).with("stage", "x"),
            created("b", 2, 5, 6));
    byte[] packed = gzip(created("c", 3, 7, 8) + "\n" + created("d", 4, 9, 10) + "\n");
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(packed, packed.length - 12));

    RecordedFile recorded = RecordedFile.of(folder, log, cut);

    assertThat(recorded.names()).startsWith("a", "b", "c");
    assertThat(recorded.lost("foreign")).isEqualTo(3);
    assertThat(recorded.lost("cutLines")).isPositive();
    assertThat(recorded.lost("malformed")).isEqualTo(1);
    assertThat(recorded.lost("cutFiles")).isEqualTo(1);
    assertThat(recorded.notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .startsWith(
                        log + ": 3 lines or values are no audit events, the first is line 1"))
        .anySatisfy(note -> assertThat(note).startsWith(log + ": 1 line of JSON is cut"))
        .anySatisfy(note -> assertThat(note).startsWith(cut + ": cannot be read to its end"));
  }

  @Test
  void logsOfTwoServersAreMergedByTheirTrueOrderWithinTheStatedBound() throws IOException {
    // The second server's clock is 3 s ahead; in truth revision n is written from 100 n to
    // 100 n + 20 ms.
    List<Object> first = new ArrayList<>();
    List<Object> second = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      long ahead = i % 2 == 0 ? 0 : 3_000;
      (i % 2 == 0 ? first : second)
          .add(created("n" + i, 1_000 + i, 100L * i + ahead, 100L * i + 20 + ahead));
    }

    RecordedFile recorded =
        RecordedFile.of(
            folder, log("cp1/audit.log", first.toArray()), log("cp2/audit.log", second.toArray()));

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      expected.add("n" + i);
    }
    assertThat(recorded.names()).isEqualTo(expected);
    Map<?, ?> clock = JsonTree.objects(recorded.footer(), "servers").get(1);
    assertThat(clock.get("name")).isEqualTo("cp2/audit");
    assertThat(clock.get("clock")).isEqualTo("bounded");
    assertThat((Long) clock.get("aheadAtLeastNs")).isLessThanOrEqualTo(3_000 * MS);
    assertThat((Long) clock.get("aheadAtMostNs")).isGreaterThanOrEqualTo(3_000 * MS);
    assertThat((Long) clock.get("aheadAtMostNs") - (Long) clock.get("aheadAtLeastNs"))
        .isLessThanOrEqualTo(300 * MS);
  }

  @Test
  void aRequestThatAnAggregatedServerLoggedTooIsThereOnceAndBoundsItsClock() throws IOException {
    Path front =
        log(
            "front/audit.log",
            line("get", "/apis/wardle.example.com/v1/flunders")
                .id("7c1e0000-0000-4000-8000-000000000001")
                .of("wardle.example.com/v1/flunders", "", "f")
                .at(100, 120));
    Path behind =
        log(
            "behind/audit.log",
            line("get", "/apis/wardle.example.com/v1/flunders")
                .id("7c1e0000-0000-4000-8000-000000000001")
                .of("wardle.example.com/v1/flunders", "", "f")
                .at(-1_900, -1_890));

    RecordedFile recorded = RecordedFile.of(folder, front, behind);

    assertThat(recorded.entries()).hasSize(1);
    assertThat(recorded.entries().get(0).server()).isEqualTo("front/audit");
    assertThat(recorded.lost("aggregated")).isEqualTo(1);
    Map<?, ?> clock = JsonTree.objects(recorded.footer(), "servers").get(1);
    assertThat(clock.get("aheadAtLeastNs")).isEqualTo(-2_010 * MS);
    assertThat(clock.get("aheadAtMostNs")).isEqualTo(-2_000 * MS);
  }

  @Test
  void aFileThatIsGivenTwiceOrAsACopyCountsOnceAndSoDoItsLosses() throws IOException {
    Path log =
        log(
            "audit.log",
            created("a", 1, 0, 1).with("requestURI", "/api/v1/namespaces/n/pods?x=secret"),
            created("b", 2, 5, 6),
            "foreign");
    RecordedFile once = RecordedFile.of(folder, log);
    Path copy = Files.copy(log, folder.resolve("copy.txt"));

    RecordedFile recorded =
        RecordedFile.of(
            folder, log, folder.resolve("../" + folder.getFileName() + "/audit.log"), copy);

    assertThat(recorded.entries()).isEqualTo(once.entries()).hasSize(2);
    assertThat(recorded.footer()).isEqualTo(once.footer());
    assertThat(recorded.lost("queryParametersDropped")).isEqualTo(1);
    assertThat(recorded.lost("foreign")).isEqualTo(1);
    assertThat(recorded.notes()).contains(copy + ": is given twice, and is read once").hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void anOlderCopyOfALogCountsNothingTwice(boolean copyFirst, boolean packed) throws IOException {
    List<Object> lines = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      lines.add(
          created("n" + i, 1 + i, 5L * i, 5L * i + 1)
              .with("requestURI", "/api/v1/namespaces/n/pods?x=secret"));
      lines.add("foreign " + i);
    }
    Path log = log("audit.log", lines.toArray());
    RecordedFile once = RecordedFile.of(folder, log);
    // In the middle of a line, as it is when a log is copied that is written to.
    String beginning = Files.readString(log).substring(0, 7_777);
    Path copy = folder.resolve("audit.log.1");
    Files.write(copy, packed ? gzip(beginning) : beginning.getBytes(StandardCharsets.UTF_8));

    RecordedFile recorded =
        copyFirst ? RecordedFile.of(folder, copy, log) : RecordedFile.of(folder, log, copy);

    assertThat(recorded.entries()).isEqualTo(once.entries()).hasSize(50);
    assertThat(recorded.footer()).isEqualTo(once.footer());
    assertThat(recorded.lost("queryParametersDropped")).isEqualTo(50);
    assertThat(recorded.lost("foreign")).isEqualTo(50);
    assertThat(recorded.notes()).contains(copy + ": is given twice, and is read once").hasSize(2);
  }

  @Test
  void logsThatBeginAlikeAreTwo() throws IOException {
    String shared = created("a", 1, 0, 1).toString();
    Path one = log("audit.log", shared, created("b", 2, 5, 6));
    Path other = log("audit.log.1", shared, created("c", 3, 7, 8));

    assertThat(RecordedFile.of(folder, one, other).names()).containsExactly("a", "b", "c");
  }

  @Test
  void whatAKilledPlayerLeftIsTakenAwayByTheNextOneOfThatTrace() throws IOException {
    Path log = log("audit.log", created("a", 1, 0, 1));
    Path sorter = Files.createDirectories(folder.resolve("t.trace.parts/sorter-0"));
    Files.writeString(sorter.resolve("part-0"), "half of it");
    Files.writeString(folder.resolve("t.trace.parts/lock"), "");

    assertThat(RecordedFile.of(folder, log).names()).containsExactly("a");

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(log, folder.resolve("t.trace"));
    }
  }

  @Test
  void twoPlayersDoNotMakeOneTraceAtATime() throws IOException {
    Path log = log("audit.log", created("a", 1, 0, 1));
    try (PartsFolder other = PartsFolder.beside(folder.resolve("t.trace"))) {
      assertThat(other.sorter()).isNotNull();
      assertThatThrownBy(() -> RecordedFile.of(folder, log))
          .isInstanceOf(ToolException.class)
          .hasMessage(
              "output: must not be a trace that another player makes at this time, got "
                  + folder.resolve("t.trace"));
    }
    assertThat(RecordedFile.of(folder, log).names()).containsExactly("a");
  }

  @Test
  void atMetadataLevelBodiesAndPatchTypesAreCountedAsMissing() throws IOException {
    Path log =
        log(
            "audit.log",
            line("create", "/api/v1/namespaces/shop/configmaps")
                .with("level", "Metadata")
                .of("/v1/configmaps", "shop", "a"),
            line("patch", "/api/v1/namespaces/shop/configmaps/a")
                .with("level", "Metadata")
                .of("/v1/configmaps", "shop", "a"),
            line("get", "/api/v1/namespaces/shop/configmaps/a")
                .with("level", "Metadata")
                .of("/v1/configmaps", "shop", "a"),
            line("create", "/api/v1/namespaces/shop/secrets")
                .with("annotations", JsonTree.of("audit.k8s.io/truncated", "true"))
                .of("/v1/secrets", "shop", "s"));

    RecordedFile recorded = RecordedFile.of(folder, log);

    assertThat(recorded.lost("bodiesWithheld")).isEqualTo(3);
    assertThat(recorded.lost("bodiesTruncated")).isEqualTo(1);
    assertThat(recorded.lost("patchTypesUnknown")).isEqualTo(1);
    assertThat(JsonTree.child(recorded.footer(), "bodiesWithheld"))
        .containsEntry("configmaps", 2L)
        .containsEntry("secrets", 1L);
    assertThat(JsonTree.child(recorded.footer(), "detail"))
        .containsEntry("metadata", 3L)
        .containsEntry("response", 1L);
    assertThat(recorded.entries())
        .filteredOn(entry -> entry.verb().equals("get"))
        .allMatch(entry -> entry.body().state() == TraceBody.State.NONE);
  }

  private static AuditLines.Line generated(String uri, String path, long atMs) {
    return line("create", uri)
        .with("level", "Request")
        .of(path, "shop", "")
        .at(atMs, atMs + 1)
        .request("{\"metadata\":{\"generateName\":\"web-\"}}");
  }

  private static List<String> createdNames(RecordedFile recorded) {
    return recorded.entries().stream()
        .filter(entry -> entry.verb().equals("create"))
        .filter(entry -> entry.resource().subresource().isEmpty())
        .map(entry -> entry.object().origin() + " " + entry.object().name())
        .toList();
  }

  @Test
  void generatedNamesOfPodsAreTakenFromAnswersElseFromTheirBindings() throws IOException {
    Path log =
        log(
            "audit.log",
            generated("/1", "/v1/pods", 1)
                .response("{\"kind\":\"Pod\",\"metadata\":{\"name\":\"web-bcdfg\"}}"),
            generated("/2", "/v1/pods", 3),
            // An old pod of the same owner, which the log names meanwhile, is not the new one.
            line("update", "/3").of("/v1/pods/status", "shop", "web-zzzzz").at(5, 6),
            line("create", "/4").of("/v1/pods/binding", "shop", "web-x2456").at(7, 8),
            generated("/5", "/v1/pods", 9),
            generated("/6", "/v1/pods", 11).code(403));

    RecordedFile recorded = RecordedFile.of(folder, log);

    assertThat(createdNames(recorded))
        .containsExactly("ANSWER web-bcdfg", "LATER web-x2456", "UNKNOWN ", "NONE ");
    assertThat(recorded.entries().get(1).object().generateName()).isEqualTo("web-");
    assertThat(recorded.lost("namesBoundLater")).isEqualTo(1);
    assertThat(recorded.lost("namesUnknown")).isEqualTo(1);
  }

  @Test
  void generatedNamesOfOthersAreTakenFromTheFirstRequestThatNamesANewOne() throws IOException {
    String slices = "discovery.k8s.io/v1/endpointslices";
    Path log =
        log(
            "audit.log",
            line("get", "/1").of(slices, "shop", "web-kkkkk").at(1, 2),
            generated("/2", slices, 3),
            line("get", "/3").of(slices, "shop", "web-kkkkk").at(5, 6),
            line("get", "/4").of(slices, "other", "web-ddddd").at(7, 8),
            line("get", "/5").of(slices, "shop", "web-hhhhh").at(9, 10));

    assertThat(createdNames(RecordedFile.of(folder, log))).containsExactly("LATER web-hhhhh");
  }

  @Test
  void watchesThatAServerLoggedAsEndedAtOnceHaveNoKnownEnd() throws IOException {
    Object[] lines = new Object[30];
    for (int i = 0; i < lines.length; i++) {
      lines[i] =
          line("watch", "/" + i)
              .with("requestURI", "/api/v1/pods?watch=true&timeoutSeconds=400")
              .of("/v1/pods", "", "")
              .at(i, i + 2);
    }

    RecordedFile recorded = RecordedFile.of(folder, log("audit.log", lines));

    assertThat(recorded.entries()).allMatch(entry -> entry.durationNs() == TraceEntry.UNKNOWN);
    assertThat(recorded.lost("instantWatches")).isEqualTo(30);
  }

  @Test
  void logsWithoutAnEventMakeNoTraceAndLeaveNothingBehind() throws IOException {
    Path log = log("audit.log", "hello");
    RecordSettings settings =
        new RecordSettings(List.of(log), folder.resolve("t.trace"), false, false, "test");

    assertThat(new Recording(settings, new StopSignal(), note -> {}).run()).isEmpty();

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(log);
    }
  }

  @Test
  void aFileThatIsNotThereIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path missing = folder.resolve("nothing.log");
    assertThatThrownBy(() -> RecordedFile.of(folder, missing))
        .isInstanceOf(ToolException.class)
        .hasMessage("audit-log: must be a file that can be read, got " + missing);
  }

  @Test
  void theSameLogsMakeTheSameTrace() throws IOException {
    Path log = log("audit.log", created("a", 1, 0, 1), created("b", 2, 5, 6));
    byte[] once = Files.readAllBytes(RecordedFile.of(folder, log).trace());

    assertThat(Files.readAllBytes(RecordedFile.of(folder, log).trace())).isEqualTo(once);
  }

  @Test
  void aLogThatVanishesIsToldOnceAndCounted() throws IOException {
    Path log = log("audit.log", created("a", 1, 0, 1));
    Path other = log("other.log", created("b", 2, 5, 6));
    StopSignal stop = new StopSignal();
    List<String> notes = new ArrayList<>();
    Losses losses = new Losses();
    LogFollower follower =
        new LogFollower(
            losses,
            note -> {
              notes.add(note);
              stop.request(CommonExit.INTERRUPTED);
            });
    List<String> taken = new ArrayList<>();
    for (Path each : List.of(log, other)) {
      follower.add(
          each,
          (wrapper, value) -> {
            taken.add(JsonTree.text((Map<?, ?>) value, "objectRef", "name"));
            return log.toFile().delete() || taken.size() > 1;
          });
    }

    follower.run(stop);

    assertThat(taken).containsExactly("a", "b");
    assertThat(notes)
        .containsExactly(
            log + ": is not there any more, what was read of it is recorded, and what comes there");
    assertThat(losses.tree()).containsOnly(Map.entry("cutFiles", 1L));
  }

  @Test
  void aLogIsFollowedThroughItsRotationUntilTheStop() throws IOException {
    Path log = log("audit.log", created("a", 1, 0, 1));
    StopSignal stop = new StopSignal();
    List<String> taken = new ArrayList<>();
    LogFollower follower = new LogFollower(new Losses(), note -> {});
    follower.add(
        log,
        (wrapper, value) -> {
          taken.add(JsonTree.text((Map<?, ?>) value, "objectRef", "name"));
          try {
            if (taken.size() == 1) {
              // A last line of the old file, which has no end yet, and then the new file.
              Files.writeString(log, created("b", 2, 5, 6).toString(), StandardOpenOption.APPEND);
              Files.move(log, folder.resolve("audit-old.log"));
              log("audit.log", created("c", 3, 7, 8), "{\"cut");
            } else if (taken.size() == 3) {
              stop.request(CommonExit.INTERRUPTED);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return true;
        });

    follower.run(stop);

    assertThat(taken).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/pods | `` | [{\"op\":\"remove\",\"path\":\"/a\"}] | JSON | true",
        "/v1/pods | `` | {\"metadata\":{}} | STRATEGIC | false",
        "/v1/pods | `` | {\"spec\":{\"$setElementOrder/containers\":[]}} | STRATEGIC | true",
        "kubevirt.io/v1/virtualmachines | `` | {\"metadata\":{}} | MERGE | false",
        "/v1/pods | fieldManager=m | {\"apiVersion\":\"v1\",\"kind\":\"Pod\"} | APPLY | false",
        "/v1/pods | fieldManager=m&force=true | {\"kind\":\"Pod\"} | APPLY | true",
        "/v1/pods | fieldManager=m | {\"metadata\":{}} | STRATEGIC | false",
      })
  void theTypeOfAPatchIsInferredAndMarked(
      String path, String query, String body, PatchType type, boolean certain) throws IOException {
    AuditLines.Line patch =
        line("patch", "/x" + (query.isEmpty() ? "" : "?" + query)).of(path, "shop", "web");
    Object tree =
        body.startsWith("[")
            ? List.of(JsonTree.of("op", "remove", "path", "/a"))
            : JsonTree.ownObject(body.getBytes(StandardCharsets.UTF_8));

    TraceEntry entry =
        RecordedFile.of(folder, log("audit.log", patch.with("requestObject", tree)))
            .entries()
            .get(0);

    assertThat(entry.patch()).isEqualTo(type);
    assertThat(entry.patchInferred()).isEqualTo(!certain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "coordination.k8s.io/v1/leases | system:node:n1 | kubelet/v1 | LEASE",
        "/v1/nodes/status | system:node:n1 | kubelet/v1 | STATUS",
        "/v1/pods/status | system:node:n1 | kubelet/v1 | STATUS",
        "/v1/pods | system:node:n1 | kubelet/v1 | NODE",
        "/v1/events | anna | kubectl/v1 | EVENT",
        "/v1/serviceaccounts/token | system:node:n1 | kubelet/v1 | CREDENTIAL",
        "authentication.k8s.io/v1/tokenreviews | x | y | CREDENTIAL",
        "/v1/pods/exec | anna | kubectl/v1 | STREAM",
        "/v1/pods | system:serviceaccount:kube-system:replicaset-controller | x | CONTROLLER",
        "/v1/pods | admin | kube-scheduler/v1.36 | CONTROLLER",
        "/v1/pods | anna | kubectl/v1 | CLIENT",
        "apps/v1/deployments/status | anna | my-operator/v1 | CLIENT",
      })
  void whoseTrafficARequestIsIsMarked(String path, String user, String agent, TrafficClass traffic)
      throws IOException {
    Path log =
        log(
            "audit.log",
            line("get", "/x")
                .of(path, "shop", "name")
                .with("user", JsonTree.of("username", user))
                .with("userAgent", agent));

    assertThat(RecordedFile.of(folder, log).entries())
        .extracting(TraceEntry::traffic)
        .containsExactly(traffic);
  }
}
