package io.scaletest.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As {@link FaultsInRunsIT}, of hollow nodes, which the embedded API server does not take: no Node
 * is left.
 */
@RealControlPlane
@SideBySide
@Timeout(300)
class HollowFaultsIT {
  @TempDir private Path folder;

  /** Work of hollow nodes that throws. */
  private enum Work {
    ALARM("io.scaletest.hollownode.kubelet.Lease", "sync"),
    REGISTERED("io.scaletest.hollownode.kubelet.Registration", "posted"),
    RENEWED("io.scaletest.hollownode.kubelet.Lease", "written");

    private final ThrowingDebugger.Place place;

    Work(String type, String method) {
      place = new ThrowingDebugger.Place(type, method, 5);
    }
  }

  static List<Arguments> cases() {
    return FaultyRun.eachWithEachFault(Work.values());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRunEndsInOrder(Work work, Class<? extends Throwable> fault, RealCluster cluster)
      throws Exception {
    try (FaultyRun run =
        new FaultyRun(
            LongRun.HOLLOW_NODE,
            work.place,
            fault,
            folder,
            "-kubeconfig=" + cluster.kubeconfig())) {
      run.assertEndsInOrder();
    }
    assertThat(cluster.client().nodes().list().getItems()).isEmpty();
  }
}
