package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools that otherwise run until a signal. */
@RealControlPlane
class StopAfterIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"cm-logger", "flunder-logger"})
  void aLoggerEndsInOrderWhenItsTimeIsOver(String tool, RealCluster cluster) throws IOException {
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
