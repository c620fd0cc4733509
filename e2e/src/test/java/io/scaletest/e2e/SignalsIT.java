package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver that is told to stop leaves complete files and a clean cluster. */
@RealControlPlane
class SignalsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130"})
  void aSignalEndsTheRunInOrder(String signal, int status, RealCluster cluster) throws IOException {
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
