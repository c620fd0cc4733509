package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool whose disk is full keeps its other promises: clean-up, table, one line that says so. */
class DiskFullIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int OUTPUT_STATUS = 74;

  private final EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults());

  @TempDir private Path folder;

  private Path disk() {
    return folder.resolve("disk");
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aDriverOnAFullDiskCleansUpShowsItsTableAndSaysWhereTheDataEnds() throws IOException {
    ToolProcess.Builder command =
        DriverCommand.cmdriver(
            cluster.kubeconfig(), disk(), "-lambda=400", "-n=4000", "-maxpop=500", "-runid=full");
    try (SmallDisk disk = SmallDisk.mount(disk(), "size=64k");
        ToolProcess driver = command.start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(OUTPUT_STATUS);
      boolean rowsAreCut = disk.assertSaysWhereItEnds(driver.stderr(), "full-driver");
      assertThat(driver.stdout())
          .containsPattern("cmdriver full   " + (rowsAreCut ? "INVALID" : "(SUSPECT|INVALID)"))
          .doesNotContain("signal");
    }
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }

  @Test
  void aLoggerOnAFullDiskShowsItsTableAndSaysWhereTheDataEnds() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(disk(), "size=64k");
        ToolProcess logger =
            ToolProcess.jar(
                    "cm-logger",
                    "-kubeconfig",
                    cluster.kubeconfig().toString(),
                    "-metricport=0",
                    "-data-filname=" + disk.folder().resolve("seen.csv"))
                .directory(folder)
                .start();
        ToolProcess driver =
            DriverCommand.cmdriver(
                    cluster.kubeconfig(), folder, "-lambda=200", "-n=100000", "-runid=feed")
                .start()) {
      assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isEqualTo(OUTPUT_STATUS);
      boolean rowsAreCut = disk.assertSaysWhereItEnds(logger.stderr(), "seen");
      assertThat(logger.stdout())
          .containsPattern("cm-logger \\S+   " + (rowsAreCut ? "INVALID" : "(SUSPECT|INVALID)"));
      driver.signal("TERM");
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(143);
    }
  }
}
