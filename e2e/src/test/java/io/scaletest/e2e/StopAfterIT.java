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
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @OnBothClusters
  void aConfigMapLoggerEndsInOrderWhenItsTimeIsOver(TestCluster cluster) throws IOException {
    aLoggerEndsInOrderWhenItsTimeIsOver("cm-logger", cluster);
  }

  @OnBothClusters
  void aFlunderLoggerEndsInOrderWhenItsTimeIsOver(TestCluster cluster) throws IOException {
    aLoggerEndsInOrderWhenItsTimeIsOver("flunder-logger", cluster);
  }

  private void aLoggerEndsInOrderWhenItsTimeIsOver(String tool, TestCluster cluster)
      throws IOException {
    Path data = folder.resolve("seen.csv");
    try (ToolProcess logger =
        LoggerCommand.logger(tool, cluster.kubeconfig(), data, "--stop-after", "10s").start()) {
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
}
