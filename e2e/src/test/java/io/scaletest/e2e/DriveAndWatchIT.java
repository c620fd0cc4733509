package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job: a driver changes objects, a logger says when each change was seen. */
class DriveAndWatchIT {
  /** Of ten requests, nine may have been answered by etcd when the step ends. */
  private static final long ENOUGH_IN_A_STEP = 50;

  private static final int OBJECTS = 2_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);

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
                  "-server-metrics-every=1s",
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
      assertThat(second.stderr()).doesNotContain("the server answers in JSON");
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
    // Of 2,000 exponential inter-arrival times the mean is within 10 % but once in 100,000 seeds;
    // a machine that stands still near the end has the last ones later.
    assertThat(summary.achievedPerSecond()).isBetween(60.0, 110.0);
    assertServersOwnMetricsAreKept(summary);
    assertThat(Files.readString(folder.resolve("both-driver.parms")))
        .contains("LAMBDA=100\n", "N=2000\n", "MAXPOP=200\n", "RUNID=\"both\"\n", "SEED=7\n");
    assertThat(Files.readAllLines(folder.resolve("both-driver.hlog")))
        .anySatisfy(line -> assertThat(line).contains("Tag=create.response"));
    theReportJoinsTheirFiles(!cluster.isEmbedded());
  }

  /** Intended times are found again, nothing is missing, and one machine has one clock. */
  private void theReportJoinsTheirFiles(boolean etcd) throws IOException {
    Path json = folder.resolve("report.json");
    try (ToolProcess report =
        ToolProcess.jar("report", folder.toString(), "-json", json.toString()).start()) {
      // How well the run went is up to the machine.
      assertThat(report.awaitExit(LIMIT)).as(report.stderr()).isIn(0, 1, 3);
      assertThat(report.stdout())
          .contains("2,000 creates, 2,000 deletes in ")
          .contains("create, mean by client (C) and API server (S), POST configmaps");
    }
    JsonNode run = JsonMapper.shared().readTree(Files.readString(json)).at("/runs/0");
    assertThat(run.at("/intendedTimes").asString())
        .isEqualTo("from rate and seed, and as the latency log has them");
    assertThat(run.at("/series/0/name").asString()).isEqualTo("create.response");
    assertThat(run.at("/series/0/valuesFrom").asString()).isEqualTo("HISTOGRAMS");
    assertThat(run.at("/series/0/count").asLong()).isEqualTo(OBJECTS);
    assertThat(run.at("/server").findValuesAsString("name"))
        .contains("create.service mean, client over server");
    theServersTimeIsBesideTheClients(run.at("/serverTimes"), etcd);
    for (int logger = 0; logger < 2; logger++) {
      JsonNode view = run.at("/watchers/" + logger);
      assertThat(view.at("/counts/creates").asLong()).isEqualTo(OBJECTS);
      assertThat(view.at("/counts/missingCreates").asLong(-1)).isZero();
      assertThat(view.at("/counts/missingDeletes").asLong(-1)).isZero();
      assertThat(view.at("/clock/provenAtMostMs").asDouble(-1)).isNotNegative();
    }
  }

  /** Both lines of the plot are there, of the run's own requests, and the server waits for etcd. */
  private static void theServersTimeIsBesideTheClients(JsonNode times, boolean etcd) {
    assertThat(times.findValuesAsString("request"))
        .containsExactly("POST configmaps", "DELETE configmaps");
    for (JsonNode of : times) {
      List<JsonNode> both = new ArrayList<>();
      of.path("steps")
          .forEach(
              step -> {
                if (step.has("clientMs") && step.has("serverMs")) {
                  both.add(step);
                }
              });
      assertThat(both).hasSizeGreaterThan(5);
      assertThat(both)
          .allSatisfy(
              step -> {
                assertThat(step.path("serverMs").asDouble()).isPositive();
                assertThat(step.path("serverCount").asLong()).isBetween(10L, (long) OBJECTS);
                if (step.path("serverCount").asLong() >= ENOUGH_IN_A_STEP) {
                  assertThat(step.path("etcdMs").asDouble() > 0).isEqualTo(etcd);
                }
              });
    }
    long counted =
        times
            .get(0)
            .path("steps")
            .valueStream()
            .mapToLong(s -> s.path("serverCount").asLong())
            .sum();
    assertThat(counted).as("no create is missing between scrapes").isEqualTo(OBJECTS);
  }

  private void assertServersOwnMetricsAreKept(Summary summary) throws IOException {
    assertThat(summary.json().path("files").path("server").asString())
        .isEqualTo("both-driver.server.prom");
    assertThat(summary.count("serverScrapes")).isGreaterThan(10);
    assertThat(summary.count("serverScrapesFailed")).isLessThan(3);
    String create = "apiserver_request_total\\{.*resource=\"configmaps\".*verb=\"(POST|CREATE)\".*";
    Map<String, Long> created = new HashMap<>();
    for (String when : List.of("before", "after")) {
      String file = summary.json().path("files").path("server-" + when).asString();
      assertThat(file).isEqualTo("both-driver.server-" + when + ".prom");
      long creates =
          Files.readAllLines(folder.resolve(file)).stream()
              .filter(line -> line.matches(create) && !line.contains("dry_run=\"All\""))
              .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum();
      created.put(when, creates);
    }
    // ConfigMaps of others, too: a controller's.
    assertThat(created.get("after") - created.get("before"))
        .isBetween((long) OBJECTS, OBJECTS + 50L);
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
