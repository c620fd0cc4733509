package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every end of the Flunder tools that is told before anything is done. */
@SideBySide
@RealControlPlane
class FlunderExitStatusIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  private void assertEnds(ToolProcess.Builder command, String tool, int status, String line)
      throws IOException {
    try (ToolProcess process = command.start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(status);
      assertThat(process.stdout()).isEmpty();
      List<String> lines =
          process.stderr().lines().filter(text -> text.startsWith(tool + ": ")).toList();
      assertThat(lines).as(process.stderr()).containsExactly(tool + ": " + line);
      assertThat(process.stderr()).doesNotContain("\tat ");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("what is left behind").isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2  | -override-server=a b | override-server: must be host, host:port or https://host:port,"
            + " got a b",
        "2  | -override-server=h:99999 | override-server: must be host, host:port or"
            + " https://host:port, got h:99999",
        "2  | -group=a/b | group: must be an API group such as wardle.example.com, got a/b",
        "2  | -api-version=1 | api-version: must be an API version such as v1alpha1, got 1",
        "21 | -group=nosuch.example.com | group: must be an API group of the server, got"
            + " nosuch.example.com",
        "21 | -group=apps | the server has no Flunders in apps/v1",
        "21 | -api-version=v9 | api-version: must be one that wardle.example.com has, v1beta1 or"
            + " v1alpha1, got v9",
      })
  void bothToolsRefuseAlike(int status, String option, String line, RealCluster cluster)
      throws IOException {
    Path kubeconfig = cluster.kubeconfig();
    assertEnds(
        DriverCommand.flunderDriver(kubeconfig, folder, option), "flunder-driver", status, line);
    assertEnds(
        LoggerCommand.flunderLogger(kubeconfig, folder.resolve("seen.csv"), option),
        "flunder-logger",
        status,
        line);
  }

  @Test
  void flundersHaveNoProtobufSoADriverOfThemRefusesIt(RealCluster cluster) throws IOException {
    assertEnds(
        DriverCommand.flunderDriver(cluster.kubeconfig(), folder, "-content-type=protobuf"),
        "flunder-driver",
        2,
        "content-type: must be json for flunders.wardle.example.com, which have no protobuf, got"
            + " application/vnd.kubernetes.protobuf");
  }

  @Test
  void aDriverWithoutAServerEndsWithStatusTwentyOne(RealCluster cluster) throws IOException {
    assertEnds(
        DriverCommand.flunderDriver(cluster.kubeconfig(), folder, "-override-server=127.0.0.1:1"),
        "flunder-driver",
        21,
        "the server does not tell its API groups: cannot connect to https://127.0.0.1:1:"
            + " connection refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flunder-driver | 2 | -lambda=0 | lambda: must be > 0 and finite, got 0.0",
        "flunder-driver | 2 | -reference=A B | reference: must be an object's name, got A B",
        "flunder-driver | 2 | -clientlb | unknown option -clientlb; -help lists the options of"
            + " flunder-driver",
        "flunder-logger | 2 | -threads=0 | threads: must be 1 to 1024, got 0",
        "flunder-logger | 2 | -stop-after=-1s | stop-after: must not be negative, got -1s",
      })
  void wrongOptionsAreStatusTwo(String tool, int status, String option, String line)
      throws IOException {
    assertEnds(ToolProcess.jar(tool, option).directory(folder), tool, status, line);
  }
}
