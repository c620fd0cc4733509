package io.scaletest.e2e.hollow;

import io.scaletest.testkit.process.GoTool;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A metrics-server as its project ships it, in the version that e2e/metrics-server/go.mod pins,
 * beside the control plane. Only how the aggregator finds it is ours: there is no service network.
 */
final class MetricsServer implements AutoCloseable {
  private static final String PORT = "4443";
  private static final String NAMESPACE = "kube-system";

  /** As the project's own, with a name that leads to this machine. */
  private static final String REGISTRATION =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: metrics-server, namespace: kube-system}
      spec: {type: ExternalName, externalName: localhost}
      ---
      apiVersion: apiregistration.k8s.io/v1
      kind: APIService
      metadata: {name: v1beta1.metrics.k8s.io}
      spec:
        service: {name: metrics-server, namespace: kube-system, port: PORT}
        group: metrics.k8s.io
        version: v1beta1
        insecureSkipTLSVerify: true
        groupPriorityMinimum: 100
        versionPriority: 100
      """
          .replace("PORT", PORT);

  private final EndpointsCluster cluster;
  private final ToolProcess process;

  private MetricsServer(EndpointsCluster cluster, ToolProcess process) {
    this.cluster = cluster;
    this.process = process;
  }

  /** Starts it, as the service account and with the rights that its project gives it. */
  static MetricsServer start(EndpointsCluster cluster, Path folder) throws IOException {
    GoTool tools = new GoTool(Repository.root().resolve("e2e/metrics-server"));
    String executable = tools.executable("metrics-server").toString();
    Path manifests = tools.source("sigs.k8s.io/metrics-server").resolve("manifests/base");
    Path registration = Files.writeString(folder.resolve("metrics-server.yaml"), REGISTRATION);
    cluster.kubectl("apply", "-f", manifests.resolve("rbac.yaml").toString());
    cluster.kubectl("apply", "-f", registration.toString());
    Path kubeconfig = kubeconfig(cluster, folder.resolve("metrics-server.kubeconfig"));
    ToolProcess process =
        cluster.start(
            ToolProcess.command(
                executable,
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--cert-dir=" + folder.resolve("metrics-server"),
                "--secure-port=" + PORT,
                "--kubelet-preferred-address-types=InternalIP",
                "--kubelet-use-node-status-port",
                "--kubelet-insecure-tls",
                "--kubelet-request-timeout=5s",
                "--metric-resolution=10s"));
    process.awaitOutput("Serving securely", EndpointsCluster.LIMIT);
    return new MetricsServer(cluster, process);
  }

  private static Path kubeconfig(EndpointsCluster cluster, Path file) throws IOException {
    Files.copy(cluster.kubeconfig(), file);
    String own = "--kubeconfig=" + file;
    String token = cluster.kubectl("create", "token", "metrics-server", "-n", NAMESPACE).strip();
    cluster.kubectl(own, "config", "set-credentials", "metrics-server", "--token=" + token);
    cluster.kubectl(own, "config", "set-context", "--current", "--user=metrics-server");
    return file;
  }

  /** Returns the rows of {@code kubectl top}; none while there are no metrics. */
  List<String> top(String what, String... options) {
    List<String> words = new ArrayList<>(List.of("top", what, "--no-headers"));
    words.addAll(List.of(options));
    try (ToolProcess top = cluster.startKubectl(words.toArray(String[]::new))) {
      return top.awaitExit(EndpointsCluster.LIMIT) == 0 ? top.stdout().lines().toList() : List.of();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
