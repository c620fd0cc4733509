package io.scaletest.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * What the manifests of hollow-node start is a node, and gc deletes, with no more rights than they
 * give. Only the images themselves are not built.
 */
@SideBySide
@RealControlPlane
class DeployFilesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final String APPLY = "apply";
  private static final String STRICTLY = "--validate=strict";
  private static final String NODE = "hollow-node-0";
  private static final Path FILES = Repository.root().resolve("deploy/hollow-node");
  private static final String ENTRY = FILES.resolve("image/kubemark").toString();

  @TempDir private Path folder;

  @Test
  void theEntryPassesEveryWordOnToTheTool() throws IOException {
    Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    // As the StatefulSet starts it: through a shell, with a stray word.
    String command = ENTRY + " --morph=kubelet --name=n application/json --v=2";
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

  @Test
  void theEntryUndoesWhatAShellIgnoresForABackgroundJob() throws IOException {
    Path java =
        Files.writeString(
            folder.resolve("java"), "#!/bin/sh\nexec grep SigIgn /proc/self/status\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    try (ToolProcess shell =
        ToolProcess.command("/bin/sh", "-c", "grep SigIgn /proc/self/status & " + ENTRY + " & wait")
            .environment("PATH", folder + ":" + System.getenv("PATH"))
            .start()) {
      assertThat(shell.awaitExit(LIMIT)).isZero();
      assertThat(shell.stdout().lines().map(line -> line.substring(line.length() - 1)))
          .containsExactlyInAnyOrder("6", "0");
    }
  }

  @Test
  void theContainersOfTheStatefulSetAreANode(RealCluster cluster) throws IOException {
    kubectl(cluster, APPLY, "-n", "kubemark", "-f", FILES.resolve("namespace.yaml").toString());
    kubectl(cluster, APPLY, "-n", "kubemark", "-f", FILES.resolve("rbac.yaml").toString());
    javaOfTheImage();
    JsonNode manifests =
        new ObjectMapper()
            .readTree(
                kubectl(cluster, APPLY, "--dry-run=client", "-o", "json", "-k", FILES.toString()));
    try (ToolProcess kubelet = container(cluster, manifests, 0, "kubelet", "kubelet");
        ToolProcess proxy = container(cluster, manifests, 1, "kubeproxy", "system:kube-proxy")) {
      kubelet.awaitOutput("1/1 ready", LIMIT);
      proxy.awaitOutput("hollow-node +\\d", LIMIT);

      Node node = cluster.client().nodes().withName(NODE).get();
      assertThat(node.getStatus().getConditions())
          .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
      assertThat(node.getStatus().getCapacity()).containsEntry("nvidia.com/gpu", new Quantity("8"));
      for (ToolProcess process : List.of(kubelet, proxy)) {
        process.signal("TERM");
        assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(143);
        assertThat(process.stdout()).as("ended in order, with its table").contains(" of 1 ready");
        assertThat(process.stderr()).doesNotContain("forbidden").contains(" 0 failures");
      }
    } finally {
      cluster.client().nodes().withName(NODE).delete();
      kubectl(cluster, "delete", "-n", "kubemark", "-f", FILES.resolve("rbac.yaml").toString());
    }
  }

  @Test
  void gcHasTheRightsThatItNeeds(RealCluster cluster) {
    String rights = Repository.root().resolve("deploy/gc/rbac.yaml").toString();
    kubectl(cluster, APPLY, STRICTLY, "-f", rights);
    String role = "clusterrole/granted";
    kubectl(cluster, "create", "clusterrole", "granted", "--verb=get", "--resource=pods");
    kubectl(cluster, "label", role, "purpose=scaletest", "scaletest/runid=granted");
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    Path kubeconfig =
        cluster.kubeconfigFor(
            "system:serviceaccount:scaletest:gc", List.of(), clock.now().plus(Duration.ofHours(1)));
    try (ToolProcess gc =
        ToolProcess.jar("gc", "-kubeconfig", kubeconfig.toString(), "-runid=granted").start()) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isZero();
      assertThat(gc.stdout()).contains("deleted 1 clusterroles of run granted");
      assertThat(gc.stderr()).isEmpty();
    } finally {
      kubectl(cluster, "delete", "-f", rights);
    }
  }

  /** Puts a {@code java} onto the path that is this one, with the jar where the image has it. */
  private void javaOfTheImage() throws IOException {
    Path java =
        Files.writeString(
            folder.resolve("java"),
            String.join(
                "\n",
                "#!/bin/sh",
                "for word; do",
                "  shift",
                "  [ \"$word\" != /opt/scaletest/hollow-node.jar ] || word="
                    + Repository.jar("hollow-node"),
                "  set -- \"$@\" \"$word\"",
                "done",
                "exec " + Path.of(System.getProperty("java.home"), "bin", "java") + " \"$@\"",
                ""));
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  /** Starts what a container of the StatefulSet's first pod runs, as a user of the Secret's. */
  private ToolProcess container(
      RealCluster cluster, JsonNode manifests, int index, String file, String user) {
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    Path kubeconfig = cluster.kubeconfigFor(user, List.of(), clock.now().plus(Duration.ofHours(1)));
    JsonNode command =
        ofKind(manifests, "StatefulSet")
            .path("spec")
            .path("template")
            .path("spec")
            .path("containers")
            .path(index)
            .path("command");
    String contentType =
        ofKind(manifests, "ConfigMap").path("data").path("content.type").asString();
    String line =
        command
            .path(2)
            .asString()
            .replace("$(NODE_NAME)", "hollow-node-0")
            .replace("$(CONTENT_TYPE)", contentType)
            .replace("/kubeconfig/" + file + ".kubeconfig", kubeconfig.toString())
            .replace("/kubemark", ENTRY);
    return ToolProcess.command(command.path(0).asString(), command.path(1).asString(), line)
        .environment("PATH", folder + ":" + System.getenv("PATH"))
        .environment("SCALETEST_PROGRESS_MS", "500")
        .directory(folder)
        .start();
  }

  private static JsonNode ofKind(JsonNode list, String kind) {
    for (JsonNode item : list.path("items")) {
      if (item.path("kind").asString().equals(kind)) {
        return item;
      }
    }
    throw new AssertionError("no " + kind + " in " + list);
  }

  private String kubectl(RealCluster cluster, String... arguments) {
    return new Kubectl(cluster.kubeconfig(), folder).run(arguments);
  }
}
