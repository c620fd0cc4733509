package io.scaletest.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The kubectl that was built with the control plane, at one cluster and namespace. */
final class Kubectl {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path program;
  private final TestCluster cluster;
  private final String namespace;
  private final Path home;

  /**
   * @param home folder for what it caches
   */
  Kubectl(TestCluster cluster, String namespace, Path home) {
    this.program = RealCluster.kubectl();
    this.cluster = cluster;
    this.namespace = namespace;
    this.home = home;
  }

  ToolProcess start(String... words) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--kubeconfig=" + cluster.kubeconfig());
    command.add("--cache-dir=" + home.resolve(cluster.name()));
    command.add("--namespace=" + namespace);
    command.addAll(List.of(words));
    return ToolProcess.command(command.toArray(String[]::new)).start();
  }

  /** Runs it, which must succeed; returns what it printed. */
  String run(String... words) {
    try (ToolProcess kubectl = start(words)) {
      assertThat(kubectl.awaitExit(LIMIT)).as(kubectl.stderr()).isZero();
      return kubectl.stdout();
    }
  }

  /** Runs it, which must fail; returns what it complained of. */
  String fail(String... words) {
    try (ToolProcess kubectl = start(words)) {
      assertThat(kubectl.awaitExit(LIMIT)).as(kubectl.stdout()).isNotZero();
      return kubectl.stderr();
    }
  }
}
