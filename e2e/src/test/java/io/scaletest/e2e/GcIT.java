package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** gc after a driver that could not clean up, on either server. */
class GcIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @OnBothClusters
  void gcDeletesWhatAKilledDriverLeft(TestCluster cluster) throws IOException {
    Path data = folder.resolve("left-driver.csv");
    try (ToolProcess driver =
        DriverCommand.cmdriver(
                cluster.kubeconfig(),
                folder,
                "-n=20",
                "-lambda=1000",
                "-maxpop=100000",
                "-runid=left")
            .start()) {
      driver.awaitOutput(text -> RowCount.of(data) == 20, LIMIT);
      driver.signal("KILL");
      driver.awaitExit(LIMIT);
    }
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).hasSize(20);
    try (ToolProcess gc =
        ToolProcess.jar("gc", "-kubeconfig", cluster.kubeconfig().toString(), "-runid", "left")
            .start()) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isZero();
    }
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }
}
