package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API server dies in the middle of a run and comes back some seconds later. */
@RealControlPlane
class OutageIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** At 50 creates and 50 deletes a second, what fails in three seconds. */
  private static final long ROWS_OF_AN_OUTAGE = 300;

  @TempDir private Path folder;

  @Test
  void theDriverGoesOnAndTheLoggerListsAgain(RealCluster cluster) throws IOException {
    Path logged = folder.resolve("logged.csv");
    Path data = folder.resolve("outage-driver.csv");
    try (ToolProcess logger = LoggerCommand.cmLogger(cluster.kubeconfig(), logged).start()) {
      logger.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      try (ToolProcess driver =
          DriverCommand.cmdriver(
                  cluster.kubeconfig(),
                  folder,
                  "-lambda=50",
                  "-n=1000000",
                  "-maxpop=50",
                  "-runid=outage")
              .start()) {
        driver.awaitOutput(text -> RowCount.of(data) >= 500, LIMIT);
        cluster.killApiServer();
        try {
          long atDeath = RowCount.of(data);
          driver.awaitOutput(text -> RowCount.of(data) >= atDeath + ROWS_OF_AN_OUTAGE, LIMIT);
        } finally {
          cluster.startApiServer();
        }
        driver.awaitOutput(text -> RowCount.lastSucceeded(data, 100), LIMIT);
        driver.signal("TERM");
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(143);
      }
      logger.signal("TERM");
      assertThat(logger.awaitExit(LIMIT)).isEqualTo(143);
    }

    List<DataRow> rows = DataRow.readAll(data);
    Summary driven = Summary.read(folder.resolve("outage-driver.summary.json"));
    assertThat((long) rows.size()).isEqualTo(driven.count("creates") + driven.count("deletes"));
    assertThat(rows.stream().filter(row -> !row.error().isEmpty()).count()).isPositive();
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();

    Summary summary = Summary.read(folder.resolve("logged.summary.json"));
    assertThat(summary.count("relists")).isPositive();
    Map<String, Integer> changes = new HashMap<>();
    for (LoggerRow row : LoggerRow.readAll(logged)) {
      if (row.name().startsWith("scaletest/outage-") && row.diff() != 2) {
        changes.merge(row.op() + " " + row.name(), 1, Integer::sum);
      }
    }
    assertThat(changes).allSatisfy((change, n) -> assertThat(n).as(change).isEqualTo(1));
  }
}
