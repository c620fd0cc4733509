package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The tools beside cmdriver and cm-logger, on either server. */
class ToolsAnywhereIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
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

  @OnBothClusters
  void theClosedLoopCreatesUpdatesAndDeletes(TestCluster cluster) throws IOException {
    try (ToolProcess driver =
        ClosedDriverCommand.closed(
                cluster.kubeconfig(),
                folder,
                "-n=200",
                "-threads=4",
                "-updates=2",
                "-rate=200",
                "-conns=1",
                "-runid=closed")
            .start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
    assertThat(DataRow.readAll(folder.resolve("closed-driver.csv")))
        .hasSize(800)
        .allSatisfy(row -> assertThat(row.error()).isEmpty());
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }
}
