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
  void loggersEndInOrderWhenTheirTimeIsOver(TestCluster cluster) throws IOException {
    try (ToolProcess ofConfigMaps = logger("cm-logger", "--duration", cluster);
        ToolProcess ofFlunders = logger("flunder-logger", "--stop-after", cluster)) {
      assertEndsInOrder("cm-logger", ofConfigMaps);
      assertEndsInOrder("flunder-logger", ofFlunders);
    }
  }

  /** Long enough for a first list on a slow machine. */
  private ToolProcess logger(String tool, String option, TestCluster cluster) {
    Path data = ToolLines.make(folder, tool).resolve("seen.csv");
    return LoggerCommand.logger(tool, cluster.kubeconfig(), data, option, "15s").start();
  }

  private void assertEndsInOrder(String tool, ToolProcess logger) throws IOException {
    Path results = folder.resolve(tool);
    assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isZero();
    assertThat(logger.stdout()).startsWith(tool + " seen ");
    String rows = Files.readString(results.resolve("seen.csv"));
    assertThat(rows.isEmpty() || rows.endsWith("\n")).isTrue();
    Summary summary = Summary.read(results.resolve("seen.summary.json"));
    assertThat(summary.count("lists")).isPositive();
    assertThat(summary.count("rowsWritten")).isEqualTo(rows.lines().count());
    assertThat(Files.readAllLines(results.resolve("seen.hlog"))).isNotEmpty();
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
