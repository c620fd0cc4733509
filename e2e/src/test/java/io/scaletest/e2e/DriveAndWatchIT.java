package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The main job: a driver changes objects, a logger says when each change was seen. */
class DriveAndWatchIT {
  private static final int OBJECTS = 2_000;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path folder;

  /** Of two loggers one asks for protobuf, which the embedded server does not have. */
  @OnBothClusters
  void everyObjectIsCreatedAndDeletedAndSeenOnce(TestCluster cluster) throws IOException {
    Path logged = folder.resolve("logged.csv");
    Path decoded = folder.resolve("decoded.csv");
    try (ToolProcess logger = LoggerCommand.cmLogger(cluster.kubeconfig(), logged).start();
        ToolProcess second =
            LoggerCommand.cmLogger(cluster.kubeconfig(), decoded, "-useProtobuf").start()) {
      logger.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      second.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      try (ToolProcess driver =
          DriverCommand.cmdriver(
                  cluster.kubeconfig(),
                  folder,
                  "-lambda=100",
                  "-n=" + OBJECTS,
                  "-maxpop=200",
                  "-seed=7",
                  "-server-metrics",
                  "-runid=both")
              .start()) {
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
        assertThat(driver.stdout()).contains("create response time", "lateness");
      }
      for (Path rows : List.of(logged, decoded)) {
        LoggerRow.awaitDeletes(rows, "scaletest/both-", OBJECTS, LIMIT);
      }
      for (ToolProcess each : List.of(logger, second)) {
        each.signal("TERM");
        assertThat(each.awaitExit(LIMIT)).isEqualTo(143);
      }
      assertThat(second.stderr().contains("the server answers in JSON"))
          .isEqualTo(cluster.isEmbedded());
    }

    List<String> names =
        IntStream.rangeClosed(1, OBJECTS).mapToObj("both-%04d"::formatted).toList();
    List<DataRow> rows = DataRow.readAll(folder.resolve("both-driver.csv"));
    assertThat(rows).allSatisfy(row -> assertThat(row.error()).isEmpty());
    assertThat(namesOf(rows, "create")).containsExactlyInAnyOrderElementsOf(names);
    assertThat(namesOf(rows, "delete")).containsExactlyInAnyOrderElementsOf(names);
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();

    Map<String, Integer> changes = changes(logged);
    assertThat(changes).hasSize(2 * OBJECTS).allSatisfy((change, n) -> assertThat(n).isEqualTo(1));
    assertThat(changes(decoded)).isEqualTo(changes);

    Summary summary = Summary.read(folder.resolve("both-driver.summary.json"));
    assertThat(summary.count("creates")).isEqualTo(OBJECTS);
    assertThat(summary.count("deletes")).isEqualTo(OBJECTS);
    assertThat(summary.count("errors")).isZero();
    assertThat(summary.samples("create.response")).isEqualTo(OBJECTS);
    assertThat(summary.samples("lateness")).isEqualTo(2 * OBJECTS);
    assertClockIsBounded(summary);
    assertClockIsBounded(Summary.read(folder.resolve("logged.summary.json")));
    // Of 2,000 exponential inter-arrival times the mean is within 10 % but once in 100,000 seeds.
    assertThat(summary.achievedPerSecond()).isCloseTo(100, within(10.0));
    assertServersOwnMetricsAreKept(summary);
    assertThat(Files.readString(folder.resolve("both-driver.parms")))
        .contains("LAMBDA=100\n", "N=2000\n", "MAXPOP=200\n", "RUNID=\"both\"\n", "SEED=7\n");
    assertThat(Files.readAllLines(folder.resolve("both-driver.hlog")))
        .anySatisfy(line -> assertThat(line).contains("Tag=create.response"));
  }

  private void assertServersOwnMetricsAreKept(Summary summary) throws IOException {
    String create = "apiserver_request_total\\{.*resource=\"configmaps\".*verb=\"(POST|CREATE)\".*";
    for (String when : List.of("before", "after")) {
      String file = summary.json().path("files").path("server-" + when).asString();
      assertThat(file).isEqualTo("both-driver.server-" + when + ".prom");
      long creates =
          Files.readAllLines(folder.resolve(file)).stream()
              .filter(line -> line.matches(create) && !line.contains("dry_run=\"All\""))
              .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum();
      assertThat(creates >= OBJECTS).as(when + ": " + creates).isEqualTo(when.equals("after"));
    }
  }

  /** The server has the tools' own clock here, so a difference of nothing is within the bounds. */
  private static void assertClockIsBounded(Summary summary) {
    JsonNode clock = summary.json().path("clock");
    assertThat(clock.path("offsetLowMs").asDouble()).as(clock.toString()).isBetween(-1000.0, 0.1);
    assertThat(clock.path("offsetHighMs").asDouble()).as(clock.toString()).isBetween(-0.1, 1000.0);
    assertThat(clock.path("requests").asInt()).isPositive();
  }

  /** Returns how often each change was seen, with what does not depend on when that was. */
  private static Map<String, Integer> changes(Path logged) throws IOException {
    Map<String, Integer> changes = new HashMap<>();
    for (LoggerRow row : LoggerRow.readAll(logged)) {
      if (row.name().startsWith("scaletest/both-")) {
        String change = row.op() + " " + row.name() + " " + row.creationTime() + " " + row.diff();
        changes.merge(change, 1, Integer::sum);
      }
    }
    return changes;
  }

  private static List<String> namesOf(List<DataRow> rows, String op) {
    return rows.stream().filter(row -> row.op().equals(op)).map(DataRow::name).toList();
  }
}
