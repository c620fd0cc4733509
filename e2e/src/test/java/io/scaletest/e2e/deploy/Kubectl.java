package io.scaletest.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The kubectl that was built with the control plane, for one kubeconfig.
 *
 * @param folder where it runs and keeps what it caches
 */
record Kubectl(Path kubeconfig, Path folder) {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Runs it, which must succeed; returns what it printed. */
  String run(String... words) {
    return run(List.of(words));
  }

  /** Runs it, which must succeed; returns what it printed. */
  String run(List<String> words) {
    try (ToolProcess kubectl = start(words)) {
      int status = kubectl.awaitExit(LIMIT);
      assertThat(status).as(String.join(" ", words) + ": " + kubectl.stderr()).isZero();
      return kubectl.stdout();
    }
  }

  /** Returns a page of some server, whoever it says it is; nothing where there is none. */
  String rawOrNothing(String server, String path) {
    List<String> words =
        List.of("get", "--raw=" + path, "--server=" + server, "--insecure-skip-tls-verify=true");
    try (ToolProcess kubectl = start(words)) {
      return kubectl.awaitExit(LIMIT) == 0 ? kubectl.stdout() : "";
    }
  }

  private ToolProcess start(List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                RealCluster.kubectl().toString(),
                "--kubeconfig=" + kubeconfig,
                "--cache-dir=" + folder.resolve("kubectl")));
    command.addAll(words);
    return ToolProcess.command(command.toArray(String[]::new)).directory(folder).start();
  }
}
