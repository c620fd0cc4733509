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
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final List<String> LIFE = List.of("create", "update", "delete");

  @TempDir private Path folder;

  @Test
  void anOutageIsRowsWithErrorsAndTheRunGoesOn(RealCluster cluster) throws IOException {
    Path data = folder.resolve("gone-driver.csv");
    try (ToolProcess driver =
        ClosedDriverCommand.closed(
                cluster.kubeconfig(),
                folder,
                "-n=1000000",
                "-maxpop=50",
                "-threads=8",
                "-rate=150",
                "-runid=gone")
            .start()) {
      driver.awaitOutput(text -> RowCount.of(data) >= 300, LIMIT);
      cluster.killApiServer();
      try {
        long atDeath = RowCount.of(data);
        driver.awaitOutput(text -> RowCount.of(data) >= atDeath + 300, LIMIT);
      } finally {
        cluster.startApiServer();
      }
      driver.awaitOutput(text -> RowCount.lastSucceeded(data, 100), LIMIT);
      driver.signal("TERM");
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(143);
    }
    List<DataRow> rows = DataRow.readAll(data);
    assertThat(rows.stream().filter(row -> !row.error().isEmpty()).count()).isPositive();
    Map<String, List<DataRow>> lives = rows.stream().collect(Collectors.groupingBy(DataRow::name));
    assertThat(lives.values())
        .allSatisfy(
            life ->
                assertThat(life).extracting(DataRow::op).isEqualTo(LIFE.subList(0, life.size())));
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }
}
