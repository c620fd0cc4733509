package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** cmdriver-closed on either server: whole lives, what its options ask for. */
class ClosedDriverIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String SELECTOR = "purpose=scaletest";
  private static final Pattern LENGTHS =
      Pattern.compile(
          "Protobuf length of a created object = (\\d+),"
              + " protobuf length of an updated object = (\\d+)");

  @TempDir private Path folder;

  private static Map<String, List<DataRow>> byObject(List<DataRow> rows) {
    Map<String, List<DataRow>> byObject = new HashMap<>();
    rows.forEach(row -> byObject.computeIfAbsent(row.name(), n -> new ArrayList<>()).add(row));
    return byObject;
  }

  @OnBothClusters
  void everyObjectGoesThroughItsLifeAndNoneIsLeft(TestCluster cluster) throws IOException {
    String log;
    try (ToolProcess driver =
        ClosedDriverCommand.closed(
                cluster.kubeconfig(),
                folder,
                "-n=1000",
                "-threads=8",
                "-updates=2",
                "-rate=400",
                "-hack-create",
                "-runid=whole")
            .start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      log = driver.stderr();
    }

    List<DataRow> rows = DataRow.readAll(folder.resolve("whole-driver.csv"));
    assertThat(rows).hasSize(4_000).allSatisfy(row -> assertThat(row.error()).isEmpty());
    Map<String, List<DataRow>> lives = byObject(rows);
    assertThat(lives).hasSize(1_000);
    lives.forEach(
        (name, life) -> {
          assertThat(life)
              .as(name)
              .extracting(DataRow::op)
              .containsExactly("create", "update", "update", "delete");
          for (int i = 1; i < life.size(); i++) {
            assertThat(life.get(i).before()).isGreaterThanOrEqualTo(life.get(i - 1).after());
          }
        });
    assertThat(cluster.configMaps("scaletest", SELECTOR)).isEmpty();
    assertSummaryAndLogAgree(log);
  }

  private void assertSummaryAndLogAgree(String log) {
    Summary summary = Summary.read(folder.resolve("whole-driver.summary.json"));
    assertThat(summary.count("creates")).isEqualTo(1_000);
    assertThat(summary.count("updates")).isEqualTo(2_000);
    assertThat(summary.count("deletes")).isEqualTo(1_000);
    assertThat(summary.count("errors")).isZero();
    assertThat(summary.samples("update.service")).isEqualTo(2_000);
    assertThat(summary.samples("update.response")).isEqualTo(2_000);
    assertThat(summary.samples("lateness")).isEqualTo(4_000);
    assertThat(summary.samples("ownLateness")).isEqualTo(4_000);
    assertThat(log)
        .containsPattern(
            "1000 object lifecycles in [0-9.]+ seconds = [0-9.]+ writes/sec,"
                + " with 0 errors on create, 0 on update, and 0 on delete");
    Matcher lengths = LENGTHS.matcher(log);
    assertThat(lengths.find()).isTrue();
    // 100 characters each, and what an object needs besides: an update adds a value, and on the
    // real
    // server a manager.
    assertThat(Integer.parseInt(lengths.group(1))).isBetween(250, 600);
    assertThat(Integer.parseInt(lengths.group(2)))
        .isGreaterThan(Integer.parseInt(lengths.group(1)) + 100);
    assertThat(summary.count("createdObjectBytes")).isEqualTo(Long.parseLong(lengths.group(1)));
  }

  @OnBothClusters
  void createOnlyLeavesWhatWasUpdatedLastAndTheParametersSayAll(TestCluster cluster)
      throws IOException, NoSuchAlgorithmException {
    try (ToolProcess driver =
        ClosedDriverCommand.closed(
                cluster.kubeconfig(),
                folder,
                "-n=9",
                "-threads=2",
                "-updates=3",
                "-name-pad-length=2",
                "-update-value-length=12",
                "-create-value-length=0",
                "-create-only",
                "-seed=5",
                "-runid=kept")
            .start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
    var kept = cluster.configMaps("scaletest", SELECTOR);
    try (ToolProcess gc =
        ToolProcess.jar("gc", "-kubeconfig", cluster.kubeconfig().toString(), "-runid=kept")
            .start()) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isZero();
    }

    // Two threads of nine objects: 1, 3, 5, 7 and 2, 4, 6, 8, 10.
    assertThat(kept)
        .extracting(object -> object.getMetadata().getName())
        .contains("kept-001", "kept-010")
        .doesNotContain("kept-009")
        .hasSize(9);
    assertThat(kept)
        .allSatisfy(
            object -> {
              assertThat(object.getData())
                  .containsEntry("baz", "000000000003")
                  .containsEntry("foo", "");
              assertThat(object.getMetadata().getAnnotations())
                  .containsKeys("scaletest/createTimestamp", "scaletest/updateTimestamp");
            });
    assertThat(DataRow.readAll(folder.resolve("kept-driver.csv"))).hasSize(36);
    byte[] jar =
        Files.readAllBytes(Repository.root().resolve("cmdriver-closed/target/cmdriver-closed.jar"));
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
    assertThat(folder.resolve("kept-driver.parms"))
        .hasContent(
            String.join(
                "\n",
                "PROG_SHA256=\"" + digest + "\"",
                "KUBECONFIG=\"" + cluster.kubeconfig() + "\"",
                "N=9",
                "MAXPOP=100",
                "CONNS=1",
                "THREADS=2",
                "RATE=100",
                "UPDATES=3",
                "NAME_PAD_LENGTH=2",
                "HACK_CREATE=false",
                "CREATE_VALUE_LENGTH=0",
                "UPDATE_VALUE_LENGTH=12",
                "DATAFILENAME=\"kept-driver.csv\"",
                "RUNID=\"kept\"",
                "SEED=5",
                "CREATE_ONLY=true",
                "ENDPOINTS=\"[" + new RawApi(cluster.client()).server() + "]\""));
  }
}
