package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A tool that a script starts in the background ends on SIGINT, as a Go program does. A shell
 * without job control starts such a job with SIGINT ignored, and a JVM by itself leaves it so.
 */
@RealControlPlane
class BackgroundJobIT {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;
  private static final String LAUNCHER = Repository.root().resolve("scaletest").toString();

  /** Puts a command into the background and sends it a signal as soon as it has written a text. */
  private static final String SCRIPT =
      """
      signal=$1 running=$2; shift 2
      "$@" >output 2>&1 &
      tool=$!
      until grep -Eq -e "$running" output; do
        kill -0 $tool || break
        sleep 0.1
      done
      kill -$signal $tool
      wait $tool
      status=$?
      cat output
      exit $status
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cmdriver        | /100,000 created    | -n 100000 -lambda 50 -metricport 0",
        "cm-logger       | watching            | -data-filname seen.csv -metricport 0",
      })
  void aClientEnds(String tool, String running, String options) {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults())) {
      List<String> command = new ArrayList<>(List.of(LAUNCHER, tool));
      command.addAll(List.of(options.split(" ")));
      command.addAll(List.of("-kubeconfig", cluster.kubeconfig().toString()));

      assertEnds("INT", INTERRUPTED, running, command);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "httperf            | Listening | -listen 0",
        "embedded-apiserver | faults at |",
        "quickstart         | embedded  | -duration 10m -output-dir out",
        "control-plane      | etcd does not sync | up --foreground --data-dir cp",
      })
  void aServerEnds(String tool, String running, String options) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER, tool));
    if (options != null) {
      command.addAll(List.of(options.split(" ")));
    }
    assertEnds("INT", INTERRUPTED, running, command);
  }

  @Test
  void aHollowNodeEnds(RealCluster cluster) {
    assertEnds(
        "INT",
        INTERRUPTED,
        "1/1 ready",
        List.of(
            LAUNCHER,
            "hollow-node",
            "--morph=kubelet",
            "--name=background-job",
            "--deregister",
            "--kubeconfig=" + cluster.kubeconfig()));
  }

  @Test
  void aJvmWithoutTheLauncherSaysWhichSignalEndsIt() {
    String output =
        assertEnds(
            "TERM",
            TERMINATED,
            "Listening",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Repository.jar("httperf").toString(),
                "-listen=0"));

    assertThat(output).containsPattern("SIGINT is ignored.*: kill -TERM \\d+ ends this run");
  }

  /** Returns what the command wrote. */
  private String assertEnds(String signal, int status, String running, List<String> command) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", signal, running));
    words.addAll(command);
    try (ToolProcess script =
        ToolProcess.command(words.toArray(String[]::new))
            .environment("SCALETEST_PROGRESS_MS", "500")
            .directory(folder)
            .start()) {
      assertThat(script.awaitExit(LIMIT)).as(script.stdout()).isEqualTo(status);
      return script.stdout();
    }
  }
}
