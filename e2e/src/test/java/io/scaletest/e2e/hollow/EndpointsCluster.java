package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.network.NetworkNamespace;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A control plane in a network namespace where any number of kubelets can have addresses of their
 * own: an API server reaches no kubelet on loopback. Its methods wait for what they start.
 */
final class EndpointsCluster implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(15);

  /** All of its addresses are the machine's. */
  private static final String NETWORK = "10.200.0.1/16";

  private final NetworkNamespace network;
  private final Path folder;
  private final BoundedWait wait = new BoundedWait(Ticker.system());

  private EndpointsCluster(NetworkNamespace network, Path folder) {
    this.network = network;
    this.folder = folder;
  }

  /**
   * Starts it.
   *
   * @param extraConfig of components, as of {@code control-plane up}
   */
  static EndpointsCluster start(Path folder, String... extraConfig) {
    // CI must have it; elsewhere it takes root or user namespaces.
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      assumeThat(NetworkNamespace.supported()).isTrue();
    }
    NetworkNamespace network = NetworkNamespace.open(NETWORK);
    EndpointsCluster cluster = new EndpointsCluster(network, folder);
    List<String> words = new ArrayList<>(List.of("up", cluster.dataDir()));
    words.add("--without=sample-apiserver");
    for (String each : extraConfig) {
      words.add("--extra-config=" + each);
    }
    try {
      cluster.run(ToolProcess.jar("control-plane", words.toArray(String[]::new)));
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private String dataDir() {
    return "--data-dir=" + folder.resolve("cp");
  }

  Path kubeconfig() {
    return folder.resolve("cp/admin.kubeconfig");
  }

  /** Returns the certificate of the cluster's authority. */
  Path authority() {
    return folder.resolve("cp/pki/ca.crt");
  }

  /** Starts hollow kubelets; waits for nothing. */
  ToolProcess hollowNodes(String... options) {
    return start(HollowNodeCommand.of(kubeconfig(), options));
  }

  /** Starts a process inside. */
  ToolProcess start(ToolProcess.Builder builder) {
    return builder.through(network.prefix()).start();
  }

  /** Returns what a process inside writes to standard output, which must succeed. */
  String run(ToolProcess.Builder builder) {
    try (ToolProcess process = start(builder)) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout();
    }
  }

  ToolProcess.Builder kubectlCommand(String... words) {
    return ToolProcess.command(kubectlWords(List.of(), words));
  }

  private String[] kubectlWords(List<String> before, String... words) {
    List<String> all = new ArrayList<>(before);
    all.addAll(List.of(RealCluster.kubectl().toString(), "--kubeconfig=" + kubeconfig()));
    all.addAll(Arrays.asList(words));
    return all.toArray(String[]::new);
  }

  /** Returns the output of a kubectl that reads one line. */
  String kubectlReading(String line, String... words) {
    List<String> pipe = List.of("sh", "-c", "echo \"$0\" | \"$@\"", line);
    return run(ToolProcess.command(kubectlWords(pipe, words)));
  }

  ToolProcess startKubectl(String... words) {
    return start(kubectlCommand(words));
  }

  String kubectl(String... words) {
    return run(kubectlCommand(words));
  }

  /** Waits until something is so. */
  void await(String what, BooleanSupplier condition) {
    assertThat(wait.until(LIMIT, condition)).as(what).isTrue();
  }

  @Override
  public void close() {
    try (network) {
      run(ToolProcess.jar("control-plane", "down", dataDir()));
    }
  }
}
