package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample API server dies behind the aggregator in the middle of a run, and comes back. */
@RealControlPlane
class FlunderOutageIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /**
   * At 40 creates and 40 deletes a second, what fails in twelve seconds: long enough for the three
   * refusals in a row after which a watch gives up its place and lists anew.
   */
  private static final long ROWS_OF_AN_OUTAGE = 1_000;

  @TempDir private Path folder;

  @Test
  void theDriverGoesOnAndBothLoggersRecoverAndSayWhatTheyMissed(RealCluster cluster)
      throws IOException {
    Path aggregated = folder.resolve("aggregated.csv");
    Path direct = folder.resolve("direct.csv");
    Path data = folder.resolve("outage-driver.csv");
    try (ToolProcess one = LoggerCommand.flunderLogger(cluster.kubeconfig(), aggregated).start();
        ToolProcess two =
            LoggerCommand.flunderLogger(
                    cluster.kubeconfig(),
                    direct,
                    "-override-server=" + cluster.sampleApiServer(),
                    "-insecure")
                .start()) {
      one.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      two.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      drive(cluster, data);
      // What was there when the server died was deleted in the end, by its delete or the clean-up.
      one.awaitOutput("relisted", LIMIT);
      two.awaitOutput("relisted", LIMIT);
      one.signal("TERM");
      two.signal("TERM");
      assertThat(one.awaitExit(LIMIT)).isEqualTo(143);
      assertThat(two.awaitExit(LIMIT)).isEqualTo(143);
    }

    List<DataRow> rows = DataRow.readAll(data);
    assertThat(rows).anySatisfy(row -> assertThat(row.error()).isNotEmpty());
    assertThat(cluster.flunders("scaletest", "")).isEmpty();
    for (Path logged : List.of(aggregated, direct)) {
      Summary summary = Summary.read(Path.of(logged.toString().replace(".csv", ".summary.json")));
      assertThat(summary.count("relists")).as(logged.toString()).isPositive();
      assertThat(summary.json().path("verdict").path("reasons").toString())
          .as("what was missed is said")
          .contains("listed anew");
      assertThat(LoggerRow.createsAndDeletes(logged, "scaletest/outage-"))
          .allSatisfy((change, n) -> assertThat(n).as(change).isEqualTo(1));
    }
  }

  private void drive(RealCluster cluster, Path data) {
    try (ToolProcess driver =
        DriverCommand.flunderDriver(
                cluster.kubeconfig(),
                folder,
                "-lambda=40",
                "-n=1000000",
                "-maxpop=40",
                "-runid=outage")
            .start()) {
      driver.awaitOutput(text -> RowCount.of(data) >= 200, LIMIT);
      cluster.killSampleApiServer();
      try {
        long atDeath = RowCount.of(data);
        driver.awaitOutput(text -> RowCount.of(data) >= atDeath + ROWS_OF_AN_OUTAGE, LIMIT);
      } finally {
        cluster.startSampleApiServer();
      }
      driver.awaitOutput(text -> RowCount.lastSucceeded(data, 100), LIMIT);
      driver.signal("TERM");
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(143);
    }
  }
}
