package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool whose disk is full keeps its other promises: clean-up, table, one line that says so. */
class DiskFullIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
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
      assertThat(driver.stdout()).contains("cmdriver full   INVALID").doesNotContain("signal");
      assertThat(driver.stderr().lines().toList())
          .last()
          .asString()
          .matches("(?s).*full-driver\\.csv is cut after row [0-9]+: [Nn]o space left on device.*");
      long named =
          Long.parseLong(
              driver
                  .stderr()
                  .replaceAll("(?s).*full-driver\\.csv is cut after row ([0-9]+):.*", "$1"));
      assertThat(Files.readString(disk.folder().resolve("full-driver.csv"))).endsWith("\n");
      assertThat(RowCount.of(disk.folder().resolve("full-driver.csv"))).isEqualTo(named);
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
                    cluster.kubeconfig(), folder, "-lambda=200", "-n=2000", "-runid=feed")
                .start()) {
      assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isEqualTo(OUTPUT_STATUS);
      assertThat(logger.stdout()).contains("INVALID");
      assertThat(logger.stderr())
          .containsPattern("seen\\.csv is cut after row [0-9]+: [Nn]o space");
      driver.signal("TERM");
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(143);
    }
  }
}
