package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * hollow-node is killed and started again: its nodes adopt each of their pods, and no other, and
 * give none of their addresses to a new one.
 */
@SideBySide
@RealControlPlane
class RestartIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int NODES = 30;
  private static final int PODS = 90;
  private static final int LATER = 30;

  @TempDir private Path folder;

  private ToolProcess start(RealCluster cluster, String watch) {
    return HollowNodeCommand.of(
            cluster.kubeconfig(),
            "--morph=kubelet",
            "--nodes=" + NODES,
            "--name-pattern=again-" + watch + "-%03d",
            "--watch=" + watch,
            "--runid=again",
            "--summary=")
        .directory(folder)
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared", "per-node"})
  void everyPodOfEveryNodeIsAdopted(String watch, RealCluster cluster) {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    Map<String, String> before;
    try (ToolProcess first = start(cluster, watch)) {
      first.awaitOutput(NODES + "/" + NODES + " ready", LIMIT);
      create(workloads, 0, PODS, watch);
      before = lives(workloads);
      first.signal("KILL");
      first.awaitExit(LIMIT);
    }
    try (ToolProcess second = start(cluster, watch)) {
      // At least ours: pods that other tests left may have been given a node here, too.
      second.awaitOutput("\\b(9\\d|[1-9]\\d\\d) pods run", LIMIT);
      assertThat(lives(workloads)).isEqualTo(before);
      create(workloads, PODS, PODS + LATER, watch);
      assertThat(lives(workloads)).containsAllEntriesOf(before);
      // A pod that nobody had adopted would never go.
      for (int pod = 0; pod < PODS + LATER; pod++) {
        workloads.delete(workloads.path("/api/v1", "pods") + "/again-" + pod);
      }
      workloads.awaitPods("again", 0, pod -> true);
      second.signal("TERM");
      assertThat(second.awaitExit(LIMIT)).as(second.stderr()).isEqualTo(143);
    }
    try (ToolProcess gc =
        ToolProcess.jar("gc", "-kubeconfig", cluster.kubeconfig().toString(), "-runid", "again")
            .start()) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isZero();
    }
  }

  /**
   * Creates pods of these numbers; waits until all are ready, and each has an address of its own.
   */
  private static void create(Workloads workloads, int from, int to, String watch) {
    for (int pod = from; pod < to; pod++) {
      workloads.create(workloads.path("/api/v1", "pods"), pod(pod, watch));
    }
    workloads.awaitPods("again", to, Workloads::isReady);
    assertThat(workloads.pods("again"))
        .extracting(pod -> pod.at("/status/podIP").asString(""))
        .doesNotHaveDuplicates()
        .doesNotContain("");
  }

  /** Returns by name what must not change: address, start and restarts. */
  private static Map<String, String> lives(Workloads workloads) {
    Map<String, String> lives = new TreeMap<>();
    List<JsonNode> pods = workloads.pods("again");
    for (JsonNode pod : pods) {
      JsonNode status = pod.path("status");
      lives.put(
          pod.path("metadata").path("name").asString(""),
          pod.path("spec").path("nodeName").asString("")
              + " "
              + status.path("podIP").asString("")
              + " "
              + status.path("startTime").asString("")
              + " "
              + status.path("containerStatuses").path(0).path("restartCount").asInt(-1));
    }
    return lives;
  }

  private static String pod(int number, String watch) {
    return String.format(
        "{\"metadata\":{\"name\":\"again-%d\",\"labels\":{\"app\":\"again\"}},\"spec\":{"
            + "\"nodeName\":\"again-%s-%03d\",\"terminationGracePeriodSeconds\":1,"
            + "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]}}",
        number, watch, number % NODES);
  }
}
