package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A namespace is deleted with all its pods: what is refused because of that is no failure. */
@SideBySide
@RealControlPlane
class DeletedNamespaceIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int NODES = 2;
  private static final int PODS = 60;

  @TempDir private Path folder;

  @Test
  void theDeletionIsNotTakenForFailures(RealCluster cluster) throws IOException {
    String namespace = cluster.uniqueNamespace();
    Workloads workloads = new Workloads(cluster.client(), namespace);
    String pods = workloads.path("/api/v1", "pods");
    Path summary = folder.resolve("summary.json");
    try (ToolProcess nodes =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=kubelet",
                "--nodes=" + NODES,
                "--name-pattern=ns-%d",
                "--extended-resources=cpu=64,memory=256Gi",
                "--summary=" + summary,
                "--deregister")
            .directory(folder)
            .start()) {
      nodes.awaitOutput(NODES + "/" + NODES + " ready", LIMIT);
      for (int pod = 0; pod < PODS; pod++) {
        workloads.create(pods, pod(pod));
      }
      workloads.awaitPods("ns", PODS, Workloads::isReady);
      cluster.client().namespaces().withName(namespace).delete();
      workloads.await("all pods go", () -> workloads.isEmpty(pods, ""));
      nodes.signal("TERM");
      assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(143);
      assertThat(nodes.stdout()).doesNotContain("being terminated");
    }
    JsonNode errors = JsonMapper.shared().readTree(Files.readString(summary)).path("errors");
    // What a busy server fails otherwise, a lease or a watch, is no concern of this.
    assertThat(errors.toString())
        .as("errors")
        .doesNotContainPattern("\"(event|token|pod status|pod delete|pod)\\b[^\"]*:");
  }

  private static String pod(int number) {
    return String.format(
        "{\"metadata\":{\"name\":\"ns-%d\",\"labels\":{\"app\":\"ns\"}},\"spec\":{"
            + "\"nodeName\":\"ns-%d\",\"terminationGracePeriodSeconds\":1,"
            + "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]}}",
        number, number % NODES);
  }
}
