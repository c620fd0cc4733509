package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is told to stop leaves complete files and a clean cluster. */
class SignalsIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @OnBothClusters
  void aTerminationEndsAnOpenLoopInOrder(TestCluster cluster) throws IOException {
    aSignalEndsTheRunInOrder("TERM", 143, openLoop(cluster), cluster);
  }

  @OnBothClusters
  void anInterruptEndsAnOpenLoopInOrder(TestCluster cluster) throws IOException {
    aSignalEndsTheRunInOrder("INT", 130, openLoop(cluster), cluster);
  }

  @OnBothClusters
  void aTerminationEndsAClosedLoopInOrder(TestCluster cluster) throws IOException {
    aSignalEndsTheRunInOrder("TERM", 143, closedLoop(cluster), cluster);
  }

  @OnBothClusters
  void anInterruptEndsAClosedLoopInOrder(TestCluster cluster) throws IOException {
    aSignalEndsTheRunInOrder("INT", 130, closedLoop(cluster), cluster);
  }

  private ToolProcess.Builder openLoop(TestCluster cluster) {
    return DriverCommand.cmdriver(
        cluster.kubeconfig(), folder, "-lambda=100", "-n=100000", "-maxpop=1000");
  }

  private ToolProcess.Builder closedLoop(TestCluster cluster) {
    return ClosedDriverCommand.closed(
        cluster.kubeconfig(), folder, "-n=100000", "-maxpop=500", "-threads=8", "-rate=200");
  }

  private void aSignalEndsTheRunInOrder(
      String signal, int status, ToolProcess.Builder command, TestCluster cluster)
      throws IOException {
    String runId = "stopped-" + status;
    Path data = folder.resolve(runId + "-driver.csv");
    try (ToolProcess driver = command.arguments("-runid=" + runId).start()) {
      driver.awaitOutput(text -> RowCount.of(data) >= 100, LIMIT);
      driver.signal(signal);

      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(status);
      assertThat(driver.stdout()).contains("ended early by a signal").doesNotContain(" VALID ");
    }
    Summary summary = Summary.read(folder.resolve(runId + "-driver.summary.json"));
    assertThat(operations(summary)).isEqualTo(DataRow.readAll(data).size());
    assertThat(summary.count("leftBehind")).isZero();
    assertThat(summary.count("cleanedUp")).isPositive();
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }

  /** An open loop counts no updates. */
  private static long operations(Summary summary) {
    return Stream.of("creates", "updates", "deletes")
        .mapToLong(summary::count)
        .filter(n -> n >= 0)
        .sum();
  }
}
