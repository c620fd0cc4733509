package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * cmdriver-closed while its API server is dead. On the real one only: what the server held must be
 * there again after its death, and the embedded one forgets.
 */
@RealControlPlane
class ClosedDriverOutageIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void anOutageIsRowsWithErrorsAndTheRunGoesOn(RealCluster cluster) throws IOException {
    Path data = folder.resolve("gone-driver.csv");
    try (ToolProcess driver =
        ClosedDriverCommand.closed(
                cluster.kubeconfig(),
                folder,
                "-n=1000",
                "-maxpop=50",
                "-threads=8",
                "-rate=150",
                "-runid=gone")
            .start()) {
      driver.awaitOutput(text -> RowCount.of(data) >= 300, LIMIT);
      cluster.killApiServer();
      try {
        long atDeath = RowCount.of(data);
        driver.awaitOutput(text -> RowCount.of(data) >= atDeath + 500, LIMIT);
      } finally {
        cluster.startApiServer();
      }
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
    List<DataRow> rows = DataRow.readAll(data);
    assertThat(rows).hasSize(3_000);
    assertThat(rows.stream().filter(row -> !row.error().isEmpty()).count()).isPositive();
    assertThat(rows.get(rows.size() - 1).error()).as("the driver recovered").isEmpty();
    Map<String, List<DataRow>> lives = rows.stream().collect(Collectors.groupingBy(DataRow::name));
    assertThat(lives.values())
        .allSatisfy(
            life ->
                assertThat(life)
                    .extracting(DataRow::op)
                    .containsExactly("create", "update", "delete"));
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }
}
