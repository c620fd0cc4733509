package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Go's own tool reads the profiles of a running driver. */
class ProfilesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Each page, and what {@code pprof} shows as the type of its samples. */
  private static final Map<String, String> TYPES =
      new TreeMap<>(
          Map.of(
              "profile?seconds=2", "cpu",
              "heap", "inuse_space",
              "heap?seconds=1", "inuse_space",
              "allocs?seconds=2", "alloc_space",
              "block?seconds=2", "delay",
              "mutex?seconds=2", "delay",
              "goroutine", "goroutine",
              "threadcreate", "threadcreate"));

  @TempDir private Path folder;

  @Test
  void goToolPprofReadsEachProfileOfARunningDriver() throws IOException {
    assumeGo();
    try (EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults())) {
      int port = freePort();
      try (ToolProcess driver =
          DriverCommand.cmdriver(
                  cluster.kubeconfig(), folder, "-runid=profiled", "-lambda=200", "-n=1000000")
              .arguments("-maxpop=100", "-metricport=" + port)
              .start()) {
        Path data = folder.resolve("profiled-driver.csv");
        driver.awaitOutput(text -> RowCount.of(data) >= 500, LIMIT);
        TYPES.forEach(
            (page, type) ->
                assertThat(top("http://127.0.0.1:" + port + "/debug/pprof/" + page))
                    .as(page)
                    .contains("Type: " + type, "flat%"));
        assertThat(top("http://127.0.0.1:" + port + "/debug/pprof/allocs?seconds=2"))
            .contains("io.scaletest.", "io.netty.");
        driver.signal("TERM");
        driver.awaitExit(LIMIT);
      }
    }
  }

  private String top(String url) {
    try (ToolProcess pprof =
        ToolProcess.command("go", "tool", "pprof", "-timeout", "100", "-top", url)
            .environment("PPROF_TMPDIR", folder.toString())
            .start()) {
      int status = pprof.awaitExit(LIMIT);
      assertThat(status).as(pprof.stderr()).isZero();
      return pprof.stdout();
    }
  }

  /** CI must have it. */
  private static void assumeGo() {
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      assumeThat(isOnThePath("go")).as("go is on the path").isTrue();
    }
  }

  private static boolean isOnThePath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator)) {
      if (Path.of(folder, program).toFile().canExecute()) {
        return true;
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
