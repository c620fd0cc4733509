package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A driver's single flunder, as the server has it while the driver runs. */
final class OneFlunder {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private OneFlunder() {}

  /**
   * Returns the flunder that a run of flunder-driver makes; afterwards driver and flunder are gone.
   *
   * @param options beyond those for a single flunder that lives on
   */
  static GenericKubernetesResource of(
      TestCluster cluster, Path folder, String runId, String... options) throws IOException {
    GenericKubernetesResource flunder;
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
    assertThat(flunder.getMetadata().getName()).isEqualTo(runId + "-1");
    assertThat(flunder.getMetadata().getAnnotations()).hasSize(1);
    assertThat(cluster.flunders("scaletest", "")).isEmpty();
    return flunder;
  }

  /** Checks what a flunder refers to; an empty name is none. */
  static void assertRefersTo(GenericKubernetesResource flunder, String name) {
    Map<String, String> reference = new HashMap<>();
    if (!name.isEmpty()) {
      reference.put("reference", name);
      reference.put("referenceType", "Flunder");
    }
    assertThat(flunder.<Map<String, Object>>get("spec")).isEqualTo(reference);
  }
}
