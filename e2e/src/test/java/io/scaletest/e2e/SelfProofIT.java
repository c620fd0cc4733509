package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools measure what a server did whose faults are known. */
class SelfProofIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long MS = 1_000_000;
  private static final int NONE_FOUND = 33;
  private static final int RUN_INVALID = 31;

  @TempDir private Path folder;

  private Summary drive(EmbeddedCluster cluster, String runId, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-runid=" + runId);
    try (ToolProcess driver =
        DriverCommand.cmdriver(cluster.kubeconfig(), folder, all.toArray(String[]::new)).start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
    return Summary.read(folder.resolve(runId + "-driver.summary.json"));
  }

  private List<DataRow> rows(String runId) throws IOException {
    return DataRow.readAll(folder.resolve(runId + "-driver.csv"));
  }

  @Test
  void aStalledRequestIsSlowAndNoOtherIs() throws IOException {
    String stall = "stall verb=delete resource=configmaps count=1 for=5s";
    try (EmbeddedCluster cluster =
        EmbeddedCluster.start(ServerSettings.defaults().withFaults(stall))) {
      Summary summary = drive(cluster, "one", "-lambda=200", "-n=600", "-maxpop=20");
      assertThat(summary.maxNs("delete.response")).isGreaterThanOrEqualTo(5_000 * MS);
      List<Long> serviceMs = rows("one").stream().map(DataRow::milliseconds).sorted().toList();
      assertThat(serviceMs.get(serviceMs.size() - 1)).isGreaterThanOrEqualTo(4_999);
      assertThat(serviceMs.get(serviceMs.size() - 2)).isLessThan(4_999);
    }
  }

  /** Coordinated omission: what a stall keeps from being sent has no service time to show it. */
  @Test
  void aStallOfEverythingIsInTheResponseTimeOfAllThatWasDueAndInTheServiceTimeOfFew()
      throws IOException {
    int streams = 5;
    ServerSettings defaults = ServerSettings.defaults();
    ServerSettings narrow =
        new ServerSettings(
            defaults.host(),
            defaults.port(),
            defaults.controlPort(),
            defaults.threads(),
            streams,
            defaults.historyLimit(),
            defaults.seed(),
            "",
            List.of());
    try (EmbeddedCluster cluster = EmbeddedCluster.start(narrow)) {
      Path data = folder.resolve("all-driver.csv");
      try (ToolProcess driver =
          DriverCommand.cmdriver(
                  cluster.kubeconfig(),
                  folder,
                  "-lambda=200",
                  "-n=1000",
                  "-maxpop=20",
                  "-runid=all")
              .start()) {
        driver.awaitOutput(text -> RowCount.of(data) >= 400, LIMIT);
        cluster.server().faults().add("stall for=2s");
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
      Summary summary = Summary.read(folder.resolve("all-driver.summary.json"));
      // 400 of 1,000 creates were due within the two seconds: a fifth of all waited for over one.
      assertThat(summary.ns("create.response", "p90")).isGreaterThan(1_000 * MS);
      assertThat(rows("all").stream().filter(row -> row.milliseconds() > 1_000).count())
          .as("requests that were under way")
          .isBetween(1L, 40L);
    }
  }

  /** Notifications of the few that hear are no figures of as many as were asked for. */
  @Test
  void watchersThatNeverHaveAWatchAreToldAndNoTrialIsMetWithThem() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("deaf.yaml"),
            """
            duration: 2s
            load: {a: {objects: cm, rate: 10/s, lifetime: 1s, mix: {create: 1}}}
            watchers: {fan: {resource: configmaps, count: 6, scope: namespace}}
            slo: [{of: errors, share: 1%}]
            """);
    String refused = "error verb=list resource=configmaps status=503";
    try (EmbeddedCluster cluster =
        EmbeddedCluster.start(ServerSettings.defaults().withFaults(refused))) {
      String config = cluster.kubeconfig().toString();
      try (ToolProcess player =
          ToolProcess.jar("player", "play", spec.toString(), "-runid=deaf", "-kubeconfig", config)
              .directory(folder)
              .start()) {
        assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isIn(0, RUN_INVALID);
        assertThat(player.stdout())
            .contains("6 of 6 watchers had no watch yet")
            .doesNotContain(" VALID ");
      }
      try (ToolProcess player =
          ToolProcess.jar(
                  "player",
                  "play",
                  spec.toString(),
                  "-runid=most",
                  "-kubeconfig",
                  config,
                  "-find-max=watchers.fan.count=4..8",
                  "-settle=1s",
                  "-trial=2s")
              .directory(folder)
              .start()) {
        assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(NONE_FOUND);
        assertThat(player.stdout())
            .contains("count=4  MISSED", "4 of 4 watchers had no watch yet", "below 4");
      }
    }
    assertThat(
            Summary.read(folder.resolve("deaf-driver.summary.json")).count("watchersNeverOpened"))
        .isEqualTo(6);
  }

  @Test
  void aKnownDistributionIsMeasuredToOnePercent() throws IOException {
    String latency = "latency verb=create resource=configmaps value=uniform:2700ms-3300ms";
    try (EmbeddedCluster cluster =
        EmbeddedCluster.start(ServerSettings.defaults().withFaults(latency))) {
      Summary summary = drive(cluster, "known", "-lambda=50", "-n=800", "-maxpop=50");
      assertThat(summary.samples("create.service")).isEqualTo(800);
      // The server's draws are those of its seed; so long that what a busy machine adds is no part
      // of the one percent.
      assertWithinOnePercent(summary.ns("create.service", "p50"), 3_000);
      assertWithinOnePercent(summary.ns("create.service", "p90"), 3_240);
      assertWithinOnePercent(summary.ns("create.service", "min"), 2_700);
    }
  }

  private static void assertWithinOnePercent(long ns, long expectedMs) {
    assertThat(ns / (double) MS).isCloseTo(expectedMs, within(expectedMs / 100.0));
  }

  @Test
  void droppedEventsAreFoundAndCounted() throws IOException {
    Logged logged = log("drop", "drop resource=configmaps rate=0.05");
    assertThat(logged.happened()).isPositive();
    long seen = logged.changes().values().stream().mapToLong(Integer::longValue).sum();
    // An object whose creation was dropped is unknown when its deletion comes: nothing to tell.
    long neverSeen = logged.objects() - logged.namesOf("create");
    long neverGone = logged.namesOf("create") - logged.namesOf("delete");
    assertThat(neverSeen + neverGone).isPositive();
    assertThat(seen).isEqualTo(2L * logged.objects() - 2 * neverSeen - neverGone);
    assertThat(logged.happened()).isBetween(neverSeen + neverGone, 2 * neverSeen + neverGone);
  }

  @Test
  void duplicatedEventsAreFoundAndCounted() throws IOException {
    Logged logged = log("twice", "duplicate resource=configmaps rate=0.05");
    assertThat(logged.happened()).isPositive();
    assertThat(logged.namesOf("create")).isEqualTo(logged.objects());
    assertThat(logged.namesOf("delete")).isEqualTo(logged.objects());
    Summary summary = logged.summary();
    long events = summary.count("eventsAdded") + summary.count("eventsDeleted");
    // One more object than the run's, at the end.
    assertThat(events).isEqualTo(2L * logged.objects() + 2 + logged.happened());
    // A second creation is a duplicate, or is merged with the first where that still waits in the
    // queue; a second deletion is of an object that nobody knows, and may be merged as well.
    long found = summary.count("duplicates") + summary.count("unknownDeletes");
    assertThat(logged.happened())
        .as(summary.json().path("counts").toString())
        .isBetween(found, found + summary.count("queueCoalesced"));
  }

  @Test
  void aDelayedEventIsInTheLatencyOfItsNotification() throws IOException {
    Logged logged = log("late", "delay resource=configmaps count=1 value=constant:2s");
    assertThat(logged.happened()).isEqualTo(1);
    assertThat(logged.changes()).hasSize(2 * logged.objects());
    assertThat(logged.summary().maxNs("notification")).isGreaterThan(1_000 * MS);
  }

  /** What a logger saw of a run, and how often the server's fault happened. */
  private record Logged(int objects, Map<String, Integer> changes, Summary summary, long happened) {
    long namesOf(String op) {
      return changes.keySet().stream().filter(change -> change.startsWith(op + " ")).count();
    }
  }

  private Logged log(String runId, String fault) throws IOException {
    int objects = 200;
    Path data = folder.resolve(runId + ".csv");
    try (EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults())) {
      try (ToolProcess logger = LoggerCommand.cmLogger(cluster.kubeconfig(), data).start()) {
        logger.awaitOutput(LoggerCommand.WATCHING, LIMIT);
        cluster.server().faults().add(fault);
        // Each lives longer than an event is delayed: else its add and its delete are one row.
        drive(cluster, runId, "-lambda=100", "-n=" + objects, "-maxpop=300");
        long happened = happened(cluster.server().faults());
        cluster.server().faults().clear();
        // What comes on the same watch now comes behind everything of the run.
        drive(cluster, "end", "-n=1", "-lambda=100", "-maxpop=1");
        LoggerRow.awaitDeletes(data, "scaletest/end-", 1, LIMIT);
        logger.signal("TERM");
        assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isEqualTo(143);
        return new Logged(
            objects,
            changes(data, "scaletest/" + runId + "-"),
            Summary.read(folder.resolve(runId + ".summary.json")),
            happened);
      }
    }
  }

  private static long happened(Faults faults) {
    return faults.reports().stream().mapToLong(Faults.Report::happened).sum();
  }

  private static Map<String, Integer> changes(Path data, String prefix) throws IOException {
    return LoggerRow.readAll(data).stream()
        .filter(row -> row.name().startsWith(prefix))
        .collect(
            Collectors.toMap(
                row -> row.op() + " " + row.name(), row -> 1, Integer::sum, HashMap::new));
  }
}
