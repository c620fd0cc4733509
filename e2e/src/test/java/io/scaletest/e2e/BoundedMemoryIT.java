package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.ToolProcess;
import io.scaletest.testkit.server.ScriptedApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not grow with the number of objects: a heap that holds 400 bytes for each of them,
 * and nothing else, is enough for the whole run. The same with a million objects is a scenario of
 * bench/.
 */
class BoundedMemoryIT {
  private static final int OBJECTS = 120_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @Test
  void manyObjectsRunInASmallHeap() throws IOException {
    try (ScriptedApiServer server =
            ScriptedApiServer.start(ScriptedApiServer.Settings.defaults().withoutRecording());
        ToolProcess driver =
            DriverCommand.cmdriver(
                    server.writeKubeconfig(folder),
                    folder,
                    "-lambda=2500",
                    "-n=" + OBJECTS,
                    "-maxpop=250",
                    "-runid=many")
                .jvmOptions("-Xmx48m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
                .start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
    Summary summary = Summary.read(folder.resolve("many-driver.summary.json"));
    assertThat(summary.count("creates")).isEqualTo(OBJECTS);
    assertThat(summary.count("deletes")).isEqualTo(OBJECTS);
    assertThat(summary.count("errors")).isZero();
    assertThat(RowCount.of(folder.resolve("many-driver.csv"))).isEqualTo(2 * OBJECTS);
  }
}
