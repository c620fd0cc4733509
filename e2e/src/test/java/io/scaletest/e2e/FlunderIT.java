package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/**
 * flunder-driver, flunder-logger and gc on either server; on the real one, through the aggregator.
 */
class FlunderIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int OBJECTS = 300;

  @TempDir private Path folder;

  @OnBothClusters
  void everyFlunderIsSeenOnce(TestCluster cluster) throws IOException {
    Path logged = folder.resolve("logged.csv");
    try (ToolProcess logger = LoggerCommand.flunderLogger(cluster.kubeconfig(), logged).start()) {
      logger.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      try (ToolProcess driver =
          DriverCommand.flunderDriver(
                  cluster.kubeconfig(),
                  folder,
                  "-lambda=100",
                  "-n=" + OBJECTS,
                  "-maxpop=50",
                  "-runid=seen")
              .start()) {
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
      LoggerRow.awaitDeletes(logged, "scaletest/seen-", OBJECTS, LIMIT);
      logger.signal("TERM");
      assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isEqualTo(143);
    }
    assertThat(LoggerRow.createsAndDeletes(logged, "scaletest/seen-"))
        .hasSize(2 * OBJECTS)
        .allSatisfy((change, n) -> assertThat(n).as(change).isEqualTo(1));
    assertThat(cluster.flunders("scaletest", "purpose=scaletest")).isEmpty();
  }

  @OnBothClusters
  void aFlunderRefersToWhatTheOptionsAskFor(TestCluster cluster) throws IOException {
    OneFlunder.assertRefersTo(OneFlunder.of(cluster, folder, "refers"), "");
    OneFlunder.assertRefersTo(
        OneFlunder.of(cluster, folder, "refersanother", "-reference=another"), "another");
  }

  @OnBothClusters
  void gcDeletesTheFlundersOfADriverThatWasKilled(TestCluster cluster) throws IOException {
    try (ToolProcess driver =
        DriverCommand.flunderDriver(
                cluster.kubeconfig(), folder, "-n=20", "-lambda=1000", "-maxpop=100000")
            .arguments("-runid=killed")
            .start()) {
      driver.awaitOutput(text -> RowCount.of(folder.resolve("killed-driver.csv")) == 20, LIMIT);
      driver.signal("KILL");
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(137);
    }
    assertThat(cluster.flunders("scaletest", "")).hasSize(20);
    String kubeconfig = cluster.kubeconfig().toString();
    try (ToolProcess gc =
        ToolProcess.jar("gc", "-kubeconfig", kubeconfig, "-runid", "killed").start()) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isZero();
      assertThat(gc.stdout()).contains("deleted 20 flunders of run killed");
    }
    assertThat(cluster.flunders("scaletest", "")).isEmpty();
  }
}
