package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API server dies while pods start and while they go: none is forgotten. */
@SideBySide
@RealControlPlane
class NodeOutageIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"shared, 20, 300", "per-node, 5, 100"})
  void everyPodRunsAndGoesAllTheSame(String watch, int nodes, int pods, RealCluster cluster) {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String deployments = workloads.path("/apis/apps/v1", "deployments");
    try (ToolProcess process =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=both",
                "--watch=" + watch,
                "--nodes=" + nodes,
                "--name-pattern=" + watch + "-%02d",
                "--extended-resources=cpu=32,memory=64Gi",
                "--summary=" + folder.resolve("summary.json"),
                "--deregister")
            .start()) {
      workloads.create(deployments, deployment(pods));
      workloads.await("some pods run", () -> ready(workloads) > pods / 4);
      cluster.killApiServer();
      cluster.startApiServer();
      workloads.awaitPods("web", pods, Workloads::isReady);

      workloads.delete(deployments + "/web");
      workloads.await("some pods are gone", () -> workloads.pods("web").size() < 3 * pods / 4);
      cluster.killApiServer();
      cluster.startApiServer();
      workloads.awaitPods("web", 0, pod -> true);

      process.signal("TERM");
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(143);
    }
    assertThat(workloads.list("/api/v1/nodes", "")).isEmpty();
  }

  private static long ready(Workloads workloads) {
    return workloads.pods("web").stream().filter(Workloads::isReady).count();
  }

  private static String deployment(int pods) {
    return "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":"
        + pods
        + ",\"selector\":{\"matchLabels\":{\"app\":\"web\"}},\"template\":{\"metadata\":{\"labels\":"
        + "{\"app\":\"web\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]}}}}";
  }
}
