package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A driver's single flunder, as the server has it while the driver runs. */
final class OneFlunder {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private OneFlunder() {}

  /**
   * Returns the flunder that a run of flunder-driver makes; afterwards driver and flunder are gone.
   *
   * @param options beyond those for a single flunder that lives on
   */
  static JsonNode of(TestCluster cluster, Path folder, String runId, String... options)
      throws IOException {
    JsonNode flunder;
    try (ToolProcess driver =
        DriverCommand.flunderDriver(
                cluster.kubeconfig(), folder, "-n=1", "-lambda=100", "-maxpop=100000")
            .arguments("-runid=" + runId)
            .arguments(options)
            .start()) {
      driver.awaitOutput(text -> RowCount.of(folder.resolve(runId + "-driver.csv")) > 0, LIMIT);
      flunder = cluster.flunders("scaletest", "purpose=scaletest").get(0);
      driver.signal("TERM");
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(143);
    }
    assertThat(flunder.path("metadata").path("name").asString()).isEqualTo(runId + "-1");
    assertThat(flunder.path("metadata").path("annotations").properties()).hasSize(1);
    assertThat(cluster.flunders("scaletest", "")).isEmpty();
    return flunder;
  }

  /** Checks what a flunder refers to; an empty name is none. */
  static void assertRefersTo(JsonNode flunder, String name) {
    assertThat(flunder.path("spec").path("reference").asString("")).isEqualTo(name);
    assertThat(flunder.path("spec").path("referenceType").asString(""))
        .isEqualTo(name.isEmpty() ? "" : "Flunder");
  }
}
