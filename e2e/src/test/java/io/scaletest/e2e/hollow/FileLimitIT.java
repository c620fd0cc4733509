package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A limit of open files that is too low for what the options need. */
@SideBySide
@RealControlPlane
class FileLimitIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Test
  void tooManyConnectionsForTheLimitAreRefusedAtTheStartWithTheWayOut(RealCluster cluster) {
    try (ToolProcess nodes =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=kubelet",
                "--nodes=150",
                "--connections=per-node",
                "--summary=")
            .through(List.of("bash", "-c", "ulimit -n 90; exec \"$@\"", "limited"))
            .start()) {
      assertThat(nodes.awaitExit(LIMIT)).isEqualTo(71);
      assertThat(nodes.stderr())
          .matches(
              "hollow-node: open files: 150 nodes with connections of their own need \\d+, and this"
                  + " process may have 90: raise the limit \\(ulimit -n \\d+\\), or use fewer, or"
                  + " --connections=pool\n");
    }
  }
}
