package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.components.Component;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real API server takes the manifests of hollow-node, and the image's entry takes their words.
 */
@RealControlPlane
class DeployFilesIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void theApiServerTakesTheManifests(RealCluster cluster) {
    cluster.controlPlane().createNamespace("kubemark");
    Path files = Repository.root().resolve("deploy/hollow-node");

    assertThat(kubectl(cluster, "apply", "--dry-run=server", "-k", files.toString()))
        .contains(
            "statefulset.apps/hollow-node created",
            "configmap/node-configmap created",
            "clusterrole.rbac.authorization.k8s.io/kubemark created");
    assertThat(
            kubectl(
                cluster,
                "apply",
                "--dry-run=server",
                "-n",
                "kubemark",
                "-f",
                files.resolve("many-nodes.yaml").toString()))
        .contains("statefulset.apps/hollow-nodes created");
  }

  @Test
  void theEntryPassesEveryWordOnToTheTool() throws IOException {
    Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    String entry = Repository.root().resolve("deploy/hollow-node/image/kubemark").toString();

    // As the StatefulSet starts it: through a shell, with a stray word.
    String command = entry + " --morph=kubelet --name=n application/json --v=2";
    try (ToolProcess process =
        ToolProcess.command("/bin/sh", "-c", command)
            .environment("PATH", folder + ":" + System.getenv("PATH"))
            .environment("HOLLOW_NODE_JAVA_OPTS", "-Xmx1g -Dx=y")
            .start()) {
      assertThat(process.awaitExit(LIMIT)).isZero();
      assertThat(process.stdout().lines().toList())
          .containsSubsequence(
              "-Xmx1g",
              "-Dx=y",
              "-jar",
              "/opt/scaletest/hollow-node.jar",
              "--morph=kubelet",
              "--name=n",
              "application/json",
              "--v=2");
    }
  }

  private String kubectl(RealCluster cluster, String... arguments) {
    ControlPlaneOptions options = ControlPlaneOptions.in(folder);
    Path apiServer =
        ControlPlane.obtainBinaries(options, new Silent()).get(Component.KUBE_APISERVER);
    List<String> command =
        new ArrayList<>(
            List.of(
                apiServer.resolveSibling("kubectl").toString(),
                "--kubeconfig=" + cluster.kubeconfig(),
                "--validate=strict"));
    command.addAll(List.of(arguments));
    try (ToolProcess kubectl =
        ToolProcess.command(command.toArray(String[]::new)).directory(folder).start()) {
      assertThat(kubectl.awaitExit(LIMIT)).as(kubectl.stderr()).isZero();
      return kubectl.stdout();
    }
  }

  private static final class Silent implements BuildListener {
    @Override
    public void note(String line) {}

    @Override
    public void progress(String line) {}
  }
}
