package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every exit status of cmdriver: one clear line, the contract's number, nothing half-made. */
@SideBySide
@RealControlPlane
class DriverExitStatusIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String FEW = "-n=3";
  private static final String FAST = "-lambda=100";
  private static final String SHORT_LIVED = "-maxpop=1";

  @TempDir private Path folder;

  private void assertEnds(ToolProcess.Builder command, int status, String line) throws IOException {
    try (ToolProcess driver = command.start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(status);
      assertThat(driver.stdout()).isEmpty();
      List<String> lines =
          driver.stderr().lines().filter(text -> text.startsWith("cmdriver: ")).toList();
      assertThat(lines).as(driver.stderr()).hasSize(1);
      assertThat(lines.get(0)).contains(line);
      assertThat(driver.stderr()).doesNotContain("\tat ");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .as("what is left behind")
          .noneMatch(name -> name.contains("-driver."));
    }
  }

  private ToolProcess.Builder driver(RealCluster cluster, String... options) {
    return DriverCommand.cmdriver(cluster.kubeconfig(), folder, options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-lambda=0 | lambda: must be > 0 and finite, got 0.0",
        "-lambda=-1 | lambda: must be > 0 and finite, got -1.0",
        "-lambda=fast | lambda: must be a number, got fast",
        "-n=3000000000 | n: must be from 0 to",
        "-datalen=1500001 | datalen: must be -1500000 to 1500000, got 1500001",
        "-metricport=70000 | metricport: must be -1 to 65535, got 70000",
        "-unknown | unknown option -unknown"
      })
  void wrongOptionsAreStatusTwo(String option, String line, RealCluster cluster)
      throws IOException {
    assertEnds(driver(cluster, option), 2, line);
  }

  @Test
  void aBadRunIdIsStatusOne(RealCluster cluster) throws IOException {
    assertEnds(driver(cluster, "-runid=a b"), 1, "runid: must be");
  }

  @Test
  void aBadDataFileNameIsStatusFive(RealCluster cluster) throws IOException {
    assertEnds(driver(cluster, "-datafile=a b"), 5, "datafile: must be");
  }

  @Test
  void aParameterFileThatCannotBeMadeIsStatusTen(RealCluster cluster) throws IOException {
    Path blocker = Files.createDirectory(folder.resolve("p-driver.parms"));
    try (ToolProcess driver = driver(cluster, "-runid=p", FEW).start()) {
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(10);
      assertThat(driver.stderr()).contains("parameter file p-driver.parms");
    }
    assertThat(blocker).isEmptyDirectory();
    assertThat(folder.resolve("p-driver.csv")).doesNotExist();
  }

  @Test
  void aParameterFileThatCannotBeCompletedIsStatusEleven(RealCluster cluster) throws IOException {
    Files.createSymbolicLink(folder.resolve("full-driver.parms"), Path.of("/dev/full"));
    try (ToolProcess driver = driver(cluster, "-runid=full", FEW).start()) {
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(11);
      assertThat(driver.stderr()).contains("parameter file full-driver.parms");
    }
  }

  @Test
  void aDataFileThatCannotBeMadeIsStatusTwo(RealCluster cluster) throws IOException {
    assertEnds(driver(cluster, "-datafile=no/such/folder/x.csv", FEW), 2, "no/such/folder/x.csv");
  }

  @Test
  void aFullDiskEndsTheRunWithStatusSeventyFour(RealCluster cluster) throws IOException {
    Files.createSymbolicLink(folder.resolve("data.csv"), Path.of("/dev/full"));
    try (ToolProcess driver =
        driver(cluster, "-datafile=data.csv", "-runid=disk", "-n=100000", FAST).start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(74);
      assertThat(driver.stderr()).contains("data.csv is cut after row 0");
    }
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
    assertThat(Summary.read(folder.resolve("disk-driver.summary.json")).verdict())
        .isEqualTo("INVALID");
  }

  @Test
  void noConfigurationIsStatusTwenty() throws IOException {
    // Not in a pod, so there is no service account either.
    ToolProcess.Builder command = ToolProcess.jar("cmdriver", "-metricport=0").directory(folder);
    assertEnds(command, 20, "kubeconfig");
  }

  @Test
  void anUnreadableConfigurationIsStatusTwenty() throws IOException {
    Path missing = folder.resolve("missing");
    assertEnds(DriverCommand.cmdriver(missing, folder), 20, missing.toString());
    Path malformed = Files.writeString(folder.resolve("malformed"), "{ not: [yaml");
    assertEnds(DriverCommand.cmdriver(malformed, folder), 20, malformed.toString());
  }

  @Test
  void anExpiredCertificateIsStatusTwenty(RealCluster cluster) throws IOException {
    Instant yesterday = WallClock.anchoredTo(Ticker.system()).now().minus(Duration.ofDays(1));
    Path expired = cluster.kubeconfigFor("late", List.of("system:masters"), yesterday);
    assertEnds(DriverCommand.cmdriver(expired, folder), 20, "expired");
  }

  @Test
  void aServerThatIsDownIsStatusTwentyOne(RealCluster cluster) throws IOException {
    Path down = folder.resolve("down");
    String configured = cluster.servers().get(0).toString();
    Files.writeString(
        down, Files.readString(cluster.kubeconfig()).replace(configured, "https://127.0.0.1:9"));
    assertEnds(DriverCommand.cmdriver(down, folder), 21, "no answer from https://127.0.0.1:9");
  }

  @Test
  void noPermissionIsStatusTwentyOne(RealCluster cluster) throws IOException {
    Instant tomorrow = WallClock.anchoredTo(Ticker.system()).now().plus(Duration.ofDays(1));
    Path powerless = cluster.kubeconfigFor("powerless", List.of("nobody"), tomorrow);
    assertEnds(DriverCommand.cmdriver(powerless, folder), 21, "no permission to create configmaps");
  }

  @Test
  void noEndpointsIsStatusTwentyTwo(RealCluster cluster) throws IOException {
    // On a loopback address an API server does not register itself: there are none.
    assertEnds(driver(cluster, "-clientlb", FEW), 22, "default/kubernetes");
  }

  @Test
  void aTakenMetricsPortIsStatusTwentyFour(RealCluster cluster) throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertEnds(
          driver(cluster, "-metricport=" + taken.getLocalPort()),
          24,
          "metricport: " + taken.getLocalPort() + " is taken");
    }
  }

  @Test
  void existingFilesAreReplacedWithAWarningUnlessRefused(RealCluster cluster) throws IOException {
    Path data = Files.writeString(folder.resolve("again.csv"), "old");
    String[] options = {"-datafile=again.csv", "-runid=again", FEW, FAST, SHORT_LIVED};
    try (ToolProcess driver = driver(cluster, options).start()) {
      assertThat(driver.awaitExit(LIMIT)).isZero();
      assertThat(driver.stderr()).contains("Replacing the existing file again.csv");
    }
    assertThat(DataRow.readAll(data)).hasSize(6);

    String before = Files.readString(data);
    try (ToolProcess driver =
        driver(cluster, "-no-overwrite", "-datafile=again.csv", "-runid=other", FEW).start()) {
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(driver.stderr())
          .contains("no-overwrite: must not replace an existing file, got again.csv");
    }
    assertThat(data).hasContent(before);
  }
}
