package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What goes wrong while traces are made and replayed: one line says it, the status is that of the
 * page of statuses, and what was measured or read before is kept.
 */
@SideBySide
@RealControlPlane
class TraceFaultsIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int RUN_INVALID = 31;
  private static final int OUTPUT = 74;
  private static final int INTERRUPTED = 130;

  private static final String LINE =
      "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Request\","
          + "\"auditID\":\"id-%d\",\"stage\":\"ResponseComplete\","
          + "\"requestURI\":\"/api/v1/namespaces/a/configmaps%s\",\"verb\":\"%s\","
          + "\"user\":{\"username\":\"ann\"},\"userAgent\":\"kubectl/v1\","
          + "\"objectRef\":{\"resource\":\"configmaps\",\"namespace\":\"a\",\"name\":\"c%d\","
          + "\"apiVersion\":\"v1\"},\"responseStatus\":{\"code\":%d},%s"
          + "\"requestReceivedTimestamp\":\"2026-05-04T08:%02d:%02d.%03d000Z\","
          + "\"stageTimestamp\":\"2026-05-04T08:%02d:%02d.%03d500Z\"}\n";

  @TempDir private Path folder;

  /** Returns an audit log: an object is created every 20 ms, and read 10 ms later. */
  private Path log(int objects) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < objects; i++) {
      String body =
          "\"requestObject\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\","
              + "\"metadata\":{\"name\":\"c"
              + i
              + "\",\"namespace\":\"a\"}},";
      lines.append(line(2 * i, "", "create", i, 201, body));
      lines.append(line(2 * i + 1, "/c" + i, "get", i, 200, ""));
    }
    return Files.writeString(folder.resolve("audit.log"), lines.toString());
  }

  private static String line(
      int number, String path, String verb, int object, int code, String body) {
    int ms = 10 * number;
    int second = ms / 1_000;
    return LINE.formatted(
        number,
        path,
        verb,
        object,
        code,
        body,
        second / 60,
        second % 60,
        ms % 1_000,
        second / 60,
        second % 60,
        ms % 1_000);
  }

  private Path trace(int objects) throws IOException {
    Path log = log(objects);
    try (ToolProcess recorder =
        ToolProcess.jar("player", "record", "-o", "t.trace", "--audit-log", log.toString())
            .directory(folder)
            .start()) {
      assertThat(recorder.awaitExit(LIMIT)).as(recorder.stderr()).isZero();
    }
    return folder.resolve("t.trace");
  }

  private static ToolProcess replay(TestCluster cluster, Path in, Path trace, String... options)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("replay", trace.toString(), "--kubeconfig", cluster.kubeconfig().toString()));
    words.addAll(Arrays.asList(options));
    return ToolProcess.jar("player", words.toArray(String[]::new)).directory(in).start();
  }

  private static boolean until(BooleanSupplier condition) {
    return new BoundedWait(Ticker.system()).until(LIMIT, condition);
  }

  private static void assertNothingLeft(TestCluster cluster, String runId) {
    String path = "/api/v1/namespaces?labelSelector=scaletest%2Frunid%3D" + runId;
    assertThat(until(() -> cluster.raw().get(path).hasNoItems())).as(runId).isTrue();
  }

  @Test
  void aReplayOnAFullDiskCleansUpShowsItsTableAndSaysWhereTheRowsEnd() throws IOException {
    Path trace = trace(2_000);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults());
        SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=64k");
        ToolProcess player = replay(cluster, disk.folder(), trace, "--runid=full", "--speed=4")) {
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(OUTPUT);
      assertThat(player.stdout()).contains("ended early by results that cannot be written");
      disk.assertSaysWhereItEnds(player.stderr(), "full-driver");
      assertNothingLeft(cluster, "full");
    }
  }

  @Test
  void aTraceOnAFullDiskIsOneLine() throws IOException {
    Path whole = trace(200);
    try (SmallDisk disk = SmallDisk.full(folder.resolve("disk"))) {
      Path full = disk.folder().resolve("full.trace");
      String log = folder.resolve("audit.log").toString();
      for (List<String> command :
          List.of(
              List.of("record", "--audit-log", log, "-o", full.toString()),
              List.of("trace", "cut", whole.toString(), "--from=0s", "-o", full.toString()))) {
        Files.deleteIfExists(full);
        try (ToolProcess player =
            ToolProcess.jar("player", command.toArray(String[]::new)).directory(folder).start()) {
          assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(OUTPUT);
          assertThat(player.stderr().lines().toList())
              .singleElement()
              .asString()
              .contains("full.trace: cannot be written: No space left on device");
        }
      }
    }
  }

  @Test
  void aReplayGoesOnWhenTheServerIsBackAndCountsWhatDiffers(RealCluster cluster)
      throws IOException {
    Path trace = trace(1_000);
    Path rows = folder.resolve("back-driver.csv");
    try (ToolProcess player = replay(cluster, folder, trace, "--runid=back", "--speed=0.5")) {
      assertThat(until(() -> RowCount.of(rows) > 200)).as(player.stderr()).isTrue();
      cluster.killApiServer();
      try {
        long atDeath = RowCount.of(rows);
        assertThat(until(() -> RowCount.of(rows) > atDeath + 50)).as("requests fail").isTrue();
      } finally {
        cluster.startApiServer();
      }
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isIn(0, RUN_INVALID);
    }
    Summary summary = Summary.read(folder.resolve("back-driver.summary.json"));
    assertThat(RowCount.of(rows)).as("a row for each request").isEqualTo(2_000);
    assertThat(summary.count("errors")).isPositive();
    assertThat(summary.count("leftBehind")).isZero();
    JsonNode replay = summary.json().path("replay");
    long differing = 0;
    for (JsonNode code : replay.path("differingCodes")) {
      differing += code.path("requests").asLong();
    }
    long asRecorded =
        replay.path("verbs").path("create").path("asRecorded").asLong()
            + replay.path("verbs").path("get").path("asRecorded").asLong();
    assertThat(differing).isPositive();
    assertThat(differing + asRecorded).isEqualTo(2_000);
    assertNothingLeft(cluster, "back");
  }

  @Test
  void aServerThatIsGoneForGoodLeavesRowsAResultAndTheCommandThatDeletesTheRest()
      throws IOException {
    Path trace = trace(300);
    Path rows = folder.resolve("gone-driver.csv");
    EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults());
    try (ToolProcess player = replay(cluster, folder, trace, "--runid=gone")) {
      boolean underWay = until(() -> RowCount.of(rows) > 100);
      cluster.close();
      assertThat(underWay).as(player.stderr()).isTrue();
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(RUN_INVALID);
      assertThat(player.stdout()).contains("player gone   INVALID");
      assertThat(player.stderr().lines().toList())
          .last()
          .asString()
          .startsWith("player replay: the run is INVALID: ")
          .endsWith("may be left in the cluster: scaletest gc -runid gone");
    }
    assertThat(Summary.read(folder.resolve("gone-driver.summary.json")).findingsAbout("server"))
        .isNotEmpty();
    assertThat(RowCount.of(rows)).as("a row for each request").isEqualTo(600);
  }

  @Test
  void aFollowedLogThatVanishesIsToldAndWhatWasReadIsATrace() throws IOException {
    Path log = log(5);
    try (ToolProcess recorder =
        ToolProcess.jar("player", "record", "--follow", "--audit-log", "audit.log", "-o", "t")
            .directory(folder)
            .start()) {
      assertThat(until(() -> isOpen(recorder.pid(), log))).isTrue();
      Files.delete(log);
      recorder.awaitOutput(text -> text.contains("audit.log: is not there any more"), LIMIT);
      recorder.signal("INT");
      assertThat(recorder.awaitExit(LIMIT)).as(recorder.stderr()).isEqualTo(INTERRUPTED);
      assertThat(recorder.stdout()).contains("t: 10 entries");
      assertThat(recorder.stderr().lines()).as(recorder.stderr()).hasSize(1);
    }
    try (ToolProcess validate =
        ToolProcess.jar("player", "trace", "validate", "t").directory(folder).start()) {
      assertThat(validate.awaitExit(LIMIT)).as(validate.stderr()).isZero();
    }
  }

  /** A file that is open is read to its end, whatever becomes of its name. */
  private static boolean isOpen(long pid, Path file) {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.anyMatch(each -> isLinkTo(each, file));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isLinkTo(Path link, Path file) {
    try {
      return Files.isSameFile(link, file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void aPackedTableThatIsCutIsTakenAsFarAsItGoes() throws IOException {
    StringBuilder table = new StringBuilder("app,func,end_timestamp,duration\n");
    for (int i = 0; i < 5_000; i++) {
      table.append("a,f").append(i * 7_919).append(",").append(100 + i).append(",1\n");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(table.toString().getBytes(StandardCharsets.UTF_8));
    }
    byte[] packed = bytes.toByteArray();
    Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(packed, packed.length / 2));
    try (ToolProcess importer =
        ToolProcess.jar("player", "import", "azure-functions-2021", "cut.csv.gz", "-o", "t")
            .directory(folder)
            .start()) {
      assertThat(importer.awaitExit(LIMIT)).as(importer.stderr()).isZero();
      assertThat(importer.stderr().lines())
          .singleElement()
          .asString()
          .startsWith("cut.csv.gz: cannot be read to its end, what is before is taken: ");
      assertThat(importer.stdout()).containsPattern("files cut: 1\\b");
    }
    Files.write(folder.resolve("stub.csv.gz"), Arrays.copyOf(packed, 5));
    try (ToolProcess importer =
        ToolProcess.jar("player", "import", "azure-functions-2021", "stub.csv.gz", "-o", "u")
            .directory(folder)
            .start()) {
      assertThat(importer.awaitExit(LIMIT)).as(importer.stderr()).isEqualTo(2);
      assertThat(importer.stderr().lines()).hasSize(1);
    }
    assertThat(folder.resolve("u")).doesNotExist();
  }
}
