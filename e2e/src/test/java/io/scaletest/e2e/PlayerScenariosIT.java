package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The player's own workloads through its jar, small and beside each other: they work, no more. */
@SideBySide
@RealControlPlane
class PlayerScenariosIT {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** A busy machine may break a limit, or make the run invalid; neither is what is tested. */
  private static final List<Integer> PLAYED = List.of(0, 30, 31);

  @TempDir private Path folder;
  private final Map<String, ToolProcess> running = new LinkedHashMap<>();

  private void start(RealCluster cluster, String runId, String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("scenario"));
    arguments.addAll(Arrays.asList(words));
    arguments.addAll(List.of("-runid", runId, "-kubeconfig", cluster.kubeconfig().toString()));
    running.put(
        runId,
        ToolProcess.jar("player", arguments.toArray(String[]::new)).directory(folder).start());
  }

  /** Waits for all that were started; returns their summaries by run. */
  private Map<String, Summary> played(RealCluster cluster) throws IOException {
    Map<String, Summary> summaries = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, ToolProcess> each : running.entrySet()) {
        assertThat(each.getValue().awaitExit(LIMIT))
            .as(each.getKey() + ": " + each.getValue().stderr())
            .isIn(PLAYED);
        String file = each.getKey() + "-driver.summary.json";
        summaries.put(each.getKey(), Summary.read(folder.resolve(file)));
      }
    } finally {
      running.values().forEach(ToolProcess::close);
    }
    summaries.forEach(
        (runId, summary) -> {
          assertThat(summary.count("errors")).as(runId + ": errors").isZero();
          assertThat(summary.count("leftBehind")).as(runId + ": left behind").isZero();
          assertNothingLeft(cluster, runId);
        });
    return summaries;
  }

  private static void assertNothingLeft(RealCluster cluster, String runId) {
    String namespaces = "/api/v1/namespaces?labelSelector=scaletest%2Frunid%3D" + runId;
    RawApi api = new RawApi(cluster.client());
    assertThat(
            new BoundedWait(Ticker.system()).until(LIMIT, () -> api.get(namespaces).hasNoItems()))
        .as(runId + ": its namespaces are gone")
        .isTrue();
  }

  @Test
  void watchersComeByARampAndAllAtOnceSomeOfThemSlow(RealCluster cluster) throws IOException {
    start(
        cluster,
        "fan-all",
        "watch-fanout",
        "--watchers=60",
        "--slow=10%",
        "--rate=10/s",
        "--objects=20",
        "--ramp=5s",
        "--hold=8s",
        "--stampede=6s");
    Summary all = played(cluster).get("fan-all");
    // A busy server ends watches of its own accord, in order: there is no most.
    assertThat(all.count("watchesOpened") + all.count("slowWatchesOpened")).isGreaterThan(60);
    assertThat(all.count("slowWatchesOpened")).isBetween(6L, 12L);
    assertThat(all.count("watchesBroken")).isBetween(1L, 54L);
    // In the hold each of 60 watchers hears of each change: 10 writes a second.
    assertThat(all.count("watchEvents")).isGreaterThan(60 * 10 * 2);
  }

  @Test
  void watchersMayHaveOneObjectEachAndTheMetadataAlone(RealCluster cluster) throws IOException {
    start(
        cluster,
        "fan-one",
        "watch-fanout",
        "--watchers=20",
        "--scope=object",
        "--format=metadata",
        "--rate=10/s",
        "--objects=10",
        "--ramp=3s",
        "--hold=5s",
        "--stampede=5s");
    Summary one = played(cluster).get("fan-one");
    assertThat(one.count("watchesOpened")).isGreaterThan(20);
    // Not one in ten of the events that 20 watchers of all would hear.
    assertThat(one.count("watchEvents")).isBetween(1L, 20 * 10 * 20 / 3L);
  }

  @Test
  void listsOfEveryKind(RealCluster cluster) throws IOException {
    start(
        cluster,
        "lists",
        "list-storm",
        "--objects=120",
        "--limit=50",
        "--duration=2s",
        "--rate=2/s");
    Summary lists = played(cluster).get("lists");
    assertThat(lists.samples("whole-newest.whole-newest.list.response")).isPositive();
    // Three pages each, but the last ones, which the end of the run may cut short.
    assertThat(lists.count("paged-newest.paged-newest.list.completed")).isPositive();
  }

  @Test
  void aStormOfWatchers(RealCluster cluster) throws IOException {
    start(
        cluster,
        "restart",
        "restart-storm",
        "--watchers=40",
        "--objects=20",
        "--start=6s",
        "--before=4s",
        "--storm=5s");
    Summary restart = played(cluster).get("restart");
    assertThat(restart.count("watchesOpened")).isGreaterThan(40);
    // What a busy server has ended before cannot be dropped.
    assertThat(restart.count("watchesBroken") + restart.count("watchesCutShort"))
        .isGreaterThanOrEqualTo(40 / 2);
  }

  @Test
  void aDeploymentFillsHollowNodesAndSinglePodsFollow(RealCluster cluster) throws IOException {
    start(cluster, "density", "density", "--nodes=3", "--pods-per-node=4", "--pods=5");
    Summary density = played(cluster).get("density");
    assertThat(density.count("saturate.saturation.create.completed")).isEqualTo(1);
    assertThat(density.count("single.single.create.completed")).isEqualTo(5);
    assertThat(density.count("delete-single.delete-single.delete.completed")).isEqualTo(5);
    assertThat(density.samples("saturate.pod.startup")).isEqualTo(12);
    assertThat(density.samples("single.pod.startup")).isEqualTo(5);
    assertThat(density.count("podsNotStarted")).isZero();
  }

  @Test
  void everythingOfTheLoadTestIsMadeScaledAndDeleted(RealCluster cluster) throws IOException {
    start(cluster, "load", "load", "--nodes=3", "--pods-per-node=14", "--throughput=40");
    Summary load = played(cluster).get("load");
    // Of 42 pods two small Deployments, beside a StatefulSet and a Job of either size.
    assertThat(load.count("create.small.create.completed")).isEqualTo(2);
    assertThat(load.count("scale.scale-small.patch.completed")).isEqualTo(2);
    assertThat(load.count("delete.delete-small.delete.completed")).isEqualTo(2);
    for (String set : List.of("small-set", "medium-set", "small-job", "medium-job", "daemons")) {
      assertThat(load.count("create." + set + ".create.completed")).as(set).isEqualTo(1);
    }
  }

  @Test
  void jobsOfEverySizeComplete(RealCluster cluster) throws IOException {
    start(cluster, "batch", "batch", "--nodes=3", "--pods=80", "--lasts=1s");
    Summary batch = played(cluster).get("batch");
    assertThat(batch.count("create.small.create.completed")).isEqualTo(8);
    assertThat(batch.count("create.medium.create.completed")).isEqualTo(1);
  }

  @Test
  void whatIsMistypedIsToldWithTheNearestName() throws IOException {
    refused("watch-fanout", "nearest: watch-fanout", "watch-fanuot");
    refused("watchers", "did you mean -watchers?", "watch-fanout", "--watcherss=3");
    refused("rate", "rate: must be a rate such as 200/s", "watch-fanout", "--rate=fast");
  }

  private void refused(String about, String told, String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("scenario"));
    arguments.addAll(Arrays.asList(words));
    try (ToolProcess player =
        ToolProcess.jar("player", arguments.toArray(String[]::new)).directory(folder).start()) {
      assertThat(player.awaitExit(LIMIT)).as(about).isEqualTo(2);
      assertThat(player.stderr()).as(about).contains(told);
    }
  }

  @Test
  void whatIsPrintedCanBeChecked() throws IOException {
    Path spec = folder.resolve("printed.yaml");
    try (ToolProcess player =
        ToolProcess.jar("player", "scenario", "restart-storm", "--watchers=7", "--print")
            .directory(folder)
            .start()) {
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isZero();
      Files.writeString(spec, player.stdout());
    }
    assertThat(spec).content().contains("1..7").doesNotContain("$(");
    try (ToolProcess player =
        ToolProcess.jar("player", "plan", spec.toString()).directory(folder).start()) {
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isZero();
      assertThat(player.stdout()).startsWith("restart-storm, ");
    }
  }
}
