package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.components.Component;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealNode;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** cluster --on-kubernetes: a whole hollow cluster as pods of a real node. */
@SideBySide
@RealNode
class HollowClusterIT {
  /** More than the control plane's five minutes and the nodes' five. */
  private static final Duration LIMIT = Duration.ofMinutes(12);

  private static final String IMAGE = "localhost/control-plane:test";
  private static final String NAMESPACE = "hollow-cluster";

  @TempDir private static Path folder;
  private static Cluster host;

  @BeforeAll
  static void haveImages(RealCluster real) throws IOException {
    host = new Cluster(real, folder);
    host.image("hollow-node");
    real.controlPlane().importImage(controlPlaneImage());
  }

  /** One image for all components: with official ones each has its own. */
  private static Path controlPlaneImage() throws IOException {
    Path files = Files.createDirectories(folder.resolve("image/usr/local/bin"));
    Map<Component, Path> binaries =
        ControlPlane.obtainBinaries(
            ControlPlaneOptions.in(folder.resolve("none")), BuildListener.silent());
    for (Component component :
        List.of(
            Component.ETCD,
            Component.KUBE_APISERVER,
            Component.KUBE_SCHEDULER,
            Component.KUBE_CONTROLLER_MANAGER)) {
      Files.copy(binaries.get(component), files.resolve(component.binaryName()));
    }
    Path archive = folder.resolve("control-plane.tar");
    String script = Repository.root().resolve("hack/image/archive.sh").toString();
    try (ToolProcess pack =
        ToolProcess.command(
                script, archive.toString(), IMAGE, "{}", folder.resolve("image").toString())
            .start()) {
      assertThat(pack.awaitExit(LIMIT)).as(pack.stderr()).isZero();
    }
    return archive;
  }

  @AfterEach
  void leaveNothing() {
    try (ToolProcess down = cluster("down").start()) {
      down.awaitExit(LIMIT);
    }
  }

  @Test
  void killedContinuedGrownUsedAndTakenDownItLeavesNothing() {
    try (ToolProcess up = up("--nodes=4").start()) {
      up.awaitOutput("the control plane: a pod in namespace", LIMIT);
      up.signal("KILL");
      up.awaitExit(LIMIT);
    }

    assertThat(runs(up("--nodes=12", "--nodes-per-process=8")))
        .contains("nodes: 12 of 12 Ready", "export KUBECONFIG='");
    assertThat(runs(cluster("status"))).contains("hollow-2 ", "nodes: 12 of 12 Ready");
    assertThat(pods()).contains("control-plane Running", "hollow-1 Running", "hollow-2 Running");
    assertThat(
            runs(
                cluster(
                    "run",
                    "cmdriver",
                    "-n=20",
                    "-lambda=20",
                    "-maxpop=20",
                    "-metricport=0",
                    "-waitBeforeTerminate=0")))
        .contains("20 creates, 20 deletes, 0 errors");

    host.kubectl("-n", NAMESPACE, "delete", "pod", "hollow-1");
    assertThat(runs(cluster("up"))).contains("hollow-1: a pod", "nodes: 12 of 12 Ready");

    assertThat(runs(cluster("down"))).contains("3 pods ended");
    assertThat(host.kubectl("get", "namespaces")).doesNotContain(NAMESPACE);
    assertThat(folder.resolve("cluster")).doesNotExist();
  }

  @Test
  void aNamespaceOfSomebodyElseIsRefusedAndStays() {
    host.kubectl("create", "namespace", NAMESPACE);
    try (ToolProcess up = up("--nodes=1").start()) {
      assertThat(up.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(up.stderr())
          .contains("--host-namespace: must be a new one or this cluster's, got " + NAMESPACE);
    }
    try (ToolProcess down = cluster("down").start()) {
      assertThat(down.awaitExit(LIMIT)).isZero();
    }
    assertThat(host.kubectl("get", "namespaces")).contains(NAMESPACE);
    host.kubectl("delete", "namespace", NAMESPACE);
  }

  @Test
  void anImageThatIsNotThereIsNamed() {
    try (ToolProcess up = up("--nodes=1", "--etcd-image=localhost/none:test").start()) {
      assertThat(up.awaitExit(LIMIT)).isEqualTo(7);
      assertThat(up.stderr())
          .contains("pod control-plane, container etcd: ")
          .contains("localhost/none:test");
    }
  }

  private static ToolProcess.Builder up(String... options) {
    return cluster("up")
        .arguments(
            "--on-kubernetes",
            "--kubeconfig=" + host.real().kubeconfig(),
            "--etcd-image=" + IMAGE,
            "--kubernetes-image=" + IMAGE,
            "--hollow-node-image=localhost/hollow-node:test")
        .arguments(options);
  }

  private static ToolProcess.Builder cluster(String word, String... options) {
    return ToolProcess.jar("cluster", word, "--data-dir", folder.resolve("cluster").toString())
        .arguments(options);
  }

  private static String runs(ToolProcess.Builder command) {
    try (ToolProcess process = command.start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout() + process.stderr();
    }
  }

  private static List<String> pods() {
    return host.kubectl(
            "-n",
            NAMESPACE,
            "get",
            "pods",
            "-o",
            "jsonpath={range .items[*]}{.metadata.name} {.status.phase}{\"\\n\"}{end}")
        .lines()
        .toList();
  }
}
