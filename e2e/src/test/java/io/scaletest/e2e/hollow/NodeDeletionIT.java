package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Somebody deletes a Node under its kubelet, and makes it anew. */
@SideBySide
@RealControlPlane
class NodeDeletionIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"shared", "per-node"})
  void aDeletedNodeIsNotReadyNotRegisteredAgainAndServedWhenItIsMadeAnew(
      String watch, RealCluster cluster) {
    String name = "gone-" + watch + "-1";
    String path = "/api/v1/nodes/" + name;
    Workloads workloads = new Workloads(cluster.client(), "default");
    try (ToolProcess nodes =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=kubelet",
                "--nodes=3",
                "--name-pattern=gone-" + watch + "-%d",
                "--watch=" + watch,
                "--summary=",
                "--deregister")
            .directory(folder)
            .start()) {
      nodes.awaitOutput("3/3 ready", LIMIT);
      cluster.client().nodes().withName(name).delete();
      nodes.awaitOutput("2/3 ready", LIMIT);
      nodes.awaitOutput("node " + name + ": somebody deleted its Node", LIMIT);
      workloads.await("the lease goes with its Node", () -> lease(cluster, name) == null);
      assertThat(cluster.client().nodes().withName(name).get()).isNull();

      workloads.create("/api/v1/nodes", "{\"metadata\":{\"name\":\"" + name + "\"}}");
      workloads.await(
          "the new one is ready",
          () -> NodeControlPlane.condition(workloads.get(path), "Ready").equals("True"));
      JsonNode status = workloads.get(path).path("status");
      assertThat(status.path("capacity").path("pods").asString("")).isEqualTo("110");
      assertThat(status.path("nodeInfo").path("kubeletVersion").asString("")).startsWith("v1.");
      workloads.await("and has a lease", () -> lease(cluster, name) != null);
      nodes.signal("TERM");
      assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(143);
    }
    assertThat(cluster.client().nodes().withName(name).get()).as("--deregister").isNull();
  }

  private static Lease lease(RealCluster cluster, String name) {
    return cluster.client().leases().inNamespace("kube-node-lease").withName(name).get();
  }
}
