package io.scaletest.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane with a node, as the command's users have it. */
class NodeIT {
  /** A build with Go may be part of it. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  @TempDir private Path folder;

  @Test
  void aNodeWhoseFirstProcessWasKilledIsSeenByStatusAndDownLeavesNothingOfIt() throws IOException {
    Path dir = folder.resolve("cp");
    List<String> before = traces();
    try {
      up(dir);
      String table = run(0, "status", dir);
      assertThat(table).contains("containerd ", "kubelet ").doesNotContain(" no ", "stopped");
      assertThat(traces()).isNotEqualTo(before);

      long first =
          Long.parseLong(Files.readAllLines(dir.resolve("run/node-namespaces.pid")).get(0));
      assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();
      ProcessHandle.of(first).ifPresent(handle -> handle.onExit().join());

      run(ControlPlaneExit.NOT_READY.code(), "status", dir);
    } finally {
      run(0, "down", dir);
    }

    assertThat(traces()).isEqualTo(before);
    assertThat(dir.resolve("node")).doesNotExist();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(dir.toString());
    assertThat(ProcessHandle.allProcesses().flatMap(p -> p.info().commandLine().stream()))
        .noneMatch(line -> line.contains(dir.toString()));
    assertThat(run(0, "down", dir)).isEmpty();
  }

  /** Where no node can run, the test is skipped, but for continuous integration. */
  private void up(Path dir) {
    try (ToolProcess up = tool("up", dir, "--node").start()) {
      int status = up.awaitExit(LIMIT);
      assumeTrue(
          status != ControlPlaneExit.NO_NODE.code() || "true".equals(System.getenv("CI")),
          up.stderr());
      assertThat(status).as(up.stderr()).isZero();
      assertThat(up.stderr()).contains("node real-node ready after");
    }
  }

  private String run(int expected, String command, Path dir) {
    try (ToolProcess process = tool(command, dir).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(expected);
      return process.stdout();
    }
  }

  private static ToolProcess.Builder tool(String command, Path dir, String... options) {
    return ToolProcess.jar(
        "control-plane",
        Stream.concat(Stream.of(command, "--data-dir", dir.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  /** What nodes have on this machine besides processes: cgroups and network interfaces. */
  private static List<String> traces() throws IOException {
    try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup"), 2)) {
      return Stream.concat(
              groups.map(Path::toString), interfaces().map(name -> "interface " + name))
          .filter(name -> name.contains("scaletest"))
          .sorted()
          .toList();
    }
  }

  private static Stream<String> interfaces() throws SocketException {
    return NetworkInterface.networkInterfaces().map(NetworkInterface::getName);
  }
}
