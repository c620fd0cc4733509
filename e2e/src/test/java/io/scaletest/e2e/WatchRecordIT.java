package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.pacing.Pause;
import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace of what watches of a running server show, until a signal. */
@SideBySide
class WatchRecordIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long ON_ITS_WAY_MS = 3_000;
  private static final int OBJECTS = 60;

  @TempDir private Path folder;

  private String run(ToolProcess.Builder command) {
    try (ToolProcess process = command.directory(folder).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout();
    }
  }

  private static ToolProcess.Builder record(EmbeddedCluster cluster, String... options) {
    return ToolProcess.jar("player", "record", "--kubeconfig", cluster.kubeconfig() + "")
        .arguments(options);
  }

  @Test
  void whatIsThereAndWhatChangesIsInTheTrace() throws InterruptedException {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults());
        ToolProcess recorder =
            record(cluster, "--watch", "configmaps,namespaces", "-o", "t")
                .directory(folder)
                .start()) {
      recorder.awaitOutput("watching: what is there was listed", LIMIT);
      run(
          DriverCommand.cmdriver(
              cluster.kubeconfig(),
              folder,
              "-lambda=100",
              "-maxpop=10",
              "-n=" + OBJECTS,
              "-runid=rec"));
      // What is still on its way to it when it is told to stop is not in the trace.
      Pause.sleeping().forMillis(ON_ITS_WAY_MS);
      recorder.signal("INT");
      assertThat(recorder.awaitExit(LIMIT)).as(recorder.stderr()).isEqualTo(130);
      assertThat(recorder.stdout())
          .contains(
              2 * OBJECTS + " requests have no caller in the source",
              "2 watched resources are told");
    }
    assertThat(run(ToolProcess.jar("player", "trace", "validate", "t"))).contains("t is whole");
    String exported = run(ToolProcess.jar("player", "trace", "export", "t"));
    assertThat(exported.lines().filter(line -> line.contains("\"verb\":\"create\"")).count())
        .isEqualTo(OBJECTS);
    assertThat(exported.lines().filter(line -> line.contains("\"verb\":\"delete\"")).count())
        .isEqualTo(OBJECTS);
    assertThat(exported)
        .contains("\"kind\":\"initial\",\"resource\":\"namespaces\"")
        .doesNotContain("\"verb\":\"update\"");
  }

  @Test
  void aKindThatIsNotThereIsToldInOneLine() throws IOException {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults());
        ToolProcess recorder =
            record(cluster, "--watch", "widgets", "-o", "t", "--duration", "1s")
                .directory(folder)
                .start()) {
      assertThat(recorder.awaitExit(LIMIT)).isEqualTo(21);
      assertThat(recorder.stderr()).contains("watch: kind: must be one that the server has");
    }
    assertThat(folder.resolve("t")).doesNotExist();
    assertThat(Files.exists(folder.resolve("t.parts"))).isFalse();
  }
}
