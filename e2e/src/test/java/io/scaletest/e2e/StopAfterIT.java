package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The tools that otherwise run until a signal, on either server. */
class StopAfterIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @OnBothClusters
  void aConfigMapLoggerEndsInOrderWhenItsTimeIsOver(TestCluster cluster) throws IOException {
    aLoggerEndsInOrderWhenItsTimeIsOver("cm-logger", "--duration", cluster);
  }

  @OnBothClusters
  void aFlunderLoggerEndsInOrderWhenItsTimeIsOver(TestCluster cluster) throws IOException {
    aLoggerEndsInOrderWhenItsTimeIsOver("flunder-logger", "--stop-after", cluster);
  }

  private void aLoggerEndsInOrderWhenItsTimeIsOver(String tool, String option, TestCluster cluster)
      throws IOException {
    Path data = folder.resolve("seen.csv");
    try (ToolProcess logger =
        LoggerCommand.logger(tool, cluster.kubeconfig(), data, option, "20s").start()) {
      assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isZero();
      assertThat(logger.stdout()).startsWith(tool + " seen ");
    }
    String rows = Files.readString(data);
    assertThat(rows.isEmpty() || rows.endsWith("\n")).isTrue();
    Summary summary = Summary.read(folder.resolve("seen.summary.json"));
    assertThat(summary.count("lists")).isPositive();
    assertThat(summary.count("rowsWritten")).isEqualTo(rows.lines().count());
    assertThat(Files.readAllLines(folder.resolve("seen.hlog"))).isNotEmpty();
  }

  @OnBothClusters
  void anOpenLoopCreatesWhatItsScheduleHasInTheTime(TestCluster cluster) throws IOException {
    Summary summary =
        driven(DriverCommand.cmdriver(cluster.kubeconfig(), folder, "-lambda=50", "-maxpop=10"));

    assertThat(summary.count("creates")).isBetween(80L, 220L);
    assertThat(summary.count("deletes")).isEqualTo(summary.count("creates"));
    assertThat(summary.count("leftBehind")).isZero();
  }

  @OnBothClusters
  void aClosedLoopEndsInOrderWhenItsTimeIsOver(TestCluster cluster) throws IOException {
    Summary summary =
        driven(ClosedDriverCommand.closed(cluster.kubeconfig(), folder, "-rate=50", "-maxpop=10"));

    assertThat(summary.count("creates")).isPositive();
    assertThat(summary.count("leftBehind")).isZero();
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }

  /** Runs a driver for three seconds, which must end well. */
  private Summary driven(ToolProcess.Builder command) throws IOException {
    try (ToolProcess driver =
        command.arguments("-runid=timed", "-duration=3s", "-seed=3").start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      assertThat(driver.stdout()).doesNotContain("ended early");
    }
    return Summary.read(folder.resolve("timed-driver.summary.json"));
  }
}
