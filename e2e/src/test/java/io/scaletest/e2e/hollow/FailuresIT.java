package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.e2e.Summary;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Nodes that fail on purpose, as the control plane sees them. */
@SideBySide
@RealControlPlane
class FailuresIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Longer than the 50 s after which the control plane gives a node up. */
  private static final String POOLS =
      """
      seed: 7
      pools:
      - name: crashing
        failures: [{what: crash, at: 1s, for: 70s}]
      - name: rebooting
        failures: [{what: reboot, at: 1s, for: 3s}]
      - name: partitioned
        failures: [{what: partition, at: 1s, for: 70s}]
      - name: hanging
        failures: [{what: hang, at: 1s, for: 70s}]
      - name: slow
        failures: [{what: slow, at: 1s, for: 70s, latency: 2s}]
      - name: pressed
        failures: [{what: memory-pressure, at: 1s, for: 25s}]
      - name: stormy
        count: 3
        failures: [{what: connection-loss, at: 10s, nodes: 100%}]
      - name: well
      """;

  @TempDir private Path folder;

  private static String condition(RawApi api, String node, String type) {
    return NodeControlPlane.condition(api.get("/api/v1/nodes/" + node).json(), type);
  }

  private static List<String> taints(RawApi api, String node) {
    List<String> taints = new ArrayList<>();
    for (JsonNode taint : api.get("/api/v1/nodes/" + node).json().at("/spec/taints")) {
      taints.add(taint.path("key").asString("") + ":" + taint.path("effect").asString(""));
    }
    return taints;
  }

  private static String pod(String node) {
    return "{\"metadata\":{\"name\":\"on-"
        + node
        + "\"},\"spec\":{\"nodeName\":\""
        + node
        + "\",\"containers\":[{\"name\":\"c\",\"image\":\"c:1\"}]}}";
  }

  @Test
  void theControlPlaneSeesEachFailureAndItsEnd(RealCluster cluster) throws IOException {
    RawApi api = new RawApi(cluster.client());
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    Path pools = Files.writeString(folder.resolve("pools.yaml"), POOLS);
    Path summaryFile = folder.resolve("run.summary.json");
    try (ToolProcess process =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=kubelet",
                "--pools=" + pools,
                "--summary=" + summaryFile,
                "--deregister")
            .start()) {
      process.awaitOutput("10/10 ready", LIMIT);
      List<String> withPods = List.of("crashing", "rebooting", "partitioned");
      for (String node : withPods) {
        workloads.create(workloads.path("/api/v1", "pods"), pod(node));
      }
      String bootId =
          api.get("/api/v1/nodes/rebooting").json().at("/status/nodeInfo/bootID").asString("");

      workloads.await("pressure", () -> condition(api, "pressed", "MemoryPressure").equals("True"));
      workloads.await(
          "its taint",
          () -> taints(api, "pressed").contains("node.kubernetes.io/memory-pressure:NoSchedule"));
      workloads.await(
          "another boot",
          () ->
              !api.get("/api/v1/nodes/rebooting")
                  .json()
                  .at("/status/nodeInfo/bootID")
                  .asString(bootId)
                  .equals(bootId));

      for (String node : List.of("crashing", "partitioned", "hanging")) {
        workloads.await(node, () -> condition(api, node, "Ready").equals("Unknown"));
        workloads.await(
            "the taint of " + node,
            () -> taints(api, node).contains("node.kubernetes.io/unreachable:NoSchedule"));
      }
      for (String node : List.of("slow", "well", "stormy-0")) {
        assertThat(condition(api, node, "Ready")).as(node).isEqualTo("True");
      }
      for (String node : List.of("crashing", "partitioned", "hanging", "rebooting", "pressed")) {
        workloads.await(node + " is back", () -> condition(api, node, "Ready").equals("True"));
      }
      workloads.await(
          "no pressure", () -> condition(api, "pressed", "MemoryPressure").equals("False"));
      for (String node : withPods) {
        workloads.await(
            "the pod on " + node + " is ready again",
            () ->
                Workloads.isReady(
                    api.get(workloads.path("/api/v1", "pods") + "/on-" + node).json()));
      }
      process.awaitOutput("10/10 ready", LIMIT);
      process.signal("TERM");
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(143);
    }

    List<String> rows = Files.readAllLines(folder.resolve("run.failures.csv"));
    assertThat(rows.get(0)).isEqualTo("time,node,pool,failure,step,plannedMs,detail,pod");
    List<String> steps = rows.stream().skip(1).map(row -> row.split(",", 2)[1]).toList();
    assertThat(steps)
        .contains(
            "\"crashing\",\"crashing\",crash,begin,1000,\"for 1 min 10 s\",\"\"",
            "\"crashing\",\"crashing\",crash,end,1000,\"\",\"\"",
            "\"stormy-2\",\"stormy\",connection-loss,begin,10000,\"\",\"\"",
            "\"slow\",\"slow\",slow,begin,1000,\"for 1 min 10 s, latency 2.0 s\",\"\"");
    assertThat(Summary.read(summaryFile).count("failuresOnPurpose")).isEqualTo(9);
    assertThat(workloads.list("/api/v1/nodes", "")).isEmpty();
  }

  @Test
  void thePlanIsPrintedAndTheSameEachTime() throws IOException {
    Path pools =
        Files.writeString(
            folder.resolve("rate.yaml"),
            "pools: [{name: a, count: 50, failures: [{what: crash, rate: 0.1, for: 'exp:30s'},"
                + " {what: hang, at: 5m, nodes: 2, for: 1m}]}]");
    String first = plan(pools, 7);
    assertThat(first)
        .contains("300.0 s", "hang", "for 60.0 s")
        .containsPattern("50 nodes, \\d+ failures in the 600 s after all nodes are ready");
    assertThat(plan(pools, 7)).isEqualTo(first);
    assertThat(plan(pools, 8)).isNotEqualTo(first);
  }

  private static String plan(Path pools, int seed) {
    try (ToolProcess process =
        ToolProcess.jar(
                "hollow-node", "--morph=kubelet", "--pools=" + pools, "--plan", "--seed=" + seed)
            .start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout();
    }
  }
}
