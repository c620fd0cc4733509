package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.scaletest.testkit.network.NetworkNamespace;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * clientlb and conns over two real API servers, in a network namespace: on loopback addresses an
 * API server does not register itself in the Endpoints of Service default/kubernetes.
 */
class ClientLoadBalancingIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int OBJECTS = 400;

  @TempDir private Path folder;

  @Test
  void requestsGoToBothServers() throws IOException {
    // CI must have it; elsewhere it takes root or user namespaces.
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      assumeThat(NetworkNamespace.supported()).isTrue();
    }
    Path controlPlane = folder.resolve("cp");
    try (NetworkNamespace network = NetworkNamespace.open("10.200.0.1/16", "10.200.0.2/16")) {
      List<String> inside = network.prefix();
      try {
        run(
            inside,
            ToolProcess.jar(
                "control-plane",
                "up",
                "--data-dir",
                controlPlane.toString(),
                "--apiservers",
                "2",
                "--advertise-address",
                "10.200.0.1,10.200.0.2",
                "--audit-log"));
        run(
            inside,
            DriverCommand.cmdriver(
                controlPlane.resolve("admin.kubeconfig"),
                folder,
                "-clientlb",
                "-lambda=100",
                "-maxpop=20",
                "-n=" + OBJECTS,
                "-runid=lb"));
        assertThat(DataRow.readAll(folder.resolve("lb-driver.csv")))
            .hasSize(2 * OBJECTS)
            .allSatisfy(row -> assertThat(row.error()).isEmpty());
        // Of 800 requests each server has 400 in the mean; 100 fewer are seven deviations.
        assertThat(writesByServer(controlPlane, "lb-"))
            .hasSize(2)
            .allSatisfy(writes -> assertThat(writes).isGreaterThan(300));
        driveClosed(inside, controlPlane);
      } finally {
        run(
            inside,
            ToolProcess.jar("control-plane", "down", "--data-dir", controlPlane.toString()));
      }
    }
  }

  /** Each logical thread has one server: of four threads with 100 objects each server has two. */
  private void driveClosed(List<String> inside, Path controlPlane) throws IOException {
    run(
        inside,
        ClosedDriverCommand.closed(
            controlPlane.resolve("admin.kubeconfig"),
            folder,
            "-conns=0",
            "-threads=4",
            "-n=" + OBJECTS,
            "-rate=300",
            "-runid=spread"));
    assertThat(DataRow.readAll(folder.resolve("spread-driver.csv")))
        .hasSize(3 * OBJECTS)
        .allSatisfy(row -> assertThat(row.error()).isEmpty());
    assertThat(writesByServer(controlPlane, "spread-"))
        .containsExactly(3L * OBJECTS / 2, 3L * OBJECTS / 2);
  }

  private static void run(List<String> inside, ToolProcess.Builder command) {
    try (ToolProcess process = command.through(inside).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
    }
  }

  /** Returns how many requests of the run each server has in its audit log. */
  private static List<Long> writesByServer(Path controlPlane, String namePrefix)
      throws IOException {
    try (Stream<Path> files = Files.walk(controlPlane)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".audit.log"))
          .map(file -> writesIn(file, namePrefix))
          .toList();
    }
  }

  private static long writesIn(Path auditLog, String namePrefix) {
    try (Stream<String> lines = Files.lines(auditLog)) {
      return lines
          .filter(line -> line.contains("\"stage\":\"ResponseComplete\""))
          .filter(line -> line.contains("\"name\":\"" + namePrefix) && !line.contains("dryRun"))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
