package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is told to stop leaves complete files and a clean cluster. */
class SignalsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @OnBothClusters
  void aTerminationEndsTheRunInOrder(TestCluster cluster) throws IOException {
    aSignalEndsTheRunInOrder("TERM", 143, cluster);
  }

  @OnBothClusters
  void anInterruptEndsTheRunInOrder(TestCluster cluster) throws IOException {
    aSignalEndsTheRunInOrder("INT", 130, cluster);
  }

  private void aSignalEndsTheRunInOrder(String signal, int status, TestCluster cluster)
      throws IOException {
    String runId = "stopped-" + signal.toLowerCase(Locale.ROOT);
    Path data = folder.resolve(runId + "-driver.csv");
    try (ToolProcess driver =
        DriverCommand.cmdriver(
                cluster.kubeconfig(),
                folder,
                "-lambda=100",
                "-n=100000",
                "-maxpop=1000",
                "-runid=" + runId)
            .start()) {
      driver.awaitOutput(text -> RowCount.of(data) >= 100, LIMIT);
      driver.signal(signal);

      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(status);
      assertThat(driver.stdout()).contains("ended early by a signal").doesNotContain(" VALID ");
    }
    List<DataRow> rows = DataRow.readAll(data);
    Summary summary = Summary.read(folder.resolve(runId + "-driver.summary.json"));
    assertThat(summary.count("creates") + summary.count("deletes")).isEqualTo(rows.size());
    assertThat(summary.count("leftBehind")).isZero();
    assertThat(summary.count("cleanedUp")).isPositive();
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }
}
