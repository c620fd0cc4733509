package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** hollow-node from its command line to its exit status. */
@SideBySide
@RealControlPlane
class HollowNodeIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  private ToolProcess start(Path kubeconfig, String... options) throws IOException {
    return HollowNodeCommand.of(kubeconfig, options).directory(folder).start();
  }

  private static boolean exists(RealCluster cluster, String node) {
    return cluster.client().nodes().withName(node).get() != null;
  }

  @ParameterizedTest
  @CsvSource({
    "shared,shared,pool",
    "per-node,impersonate,pool:2",
    "per-node,shared,per-node",
  })
  void nodesBecomeReadyAndAreDeletedAtTheEnd(
      String watch, String identity, String connections, RealCluster cluster) throws IOException {
    try (ToolProcess nodes =
        start(
            cluster.kubeconfig(),
            "--morph=both",
            "--nodes=5",
            "--name-pattern=mode-%d",
            "--watch=" + watch,
            "--identity=" + identity,
            "--connections=" + connections,
            "--runid=r1",
            "--deregister")) {
      nodes.awaitOutput("5/5 ready", LIMIT);
      assertThat(exists(cluster, "mode-4")).isTrue();
      nodes.signal("TERM");
      assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(143);
    }
    assertThat(exists(cluster, "mode-4")).isFalse();
    assertThat(Files.readString(folder.resolve("r1-hollow-node.summary.json")))
        .contains("\"tool\" : \"hollow-node\"")
        .contains("\"nodesReady\" : 5")
        .contains("lease.lateness");
  }

  @Test
  void aNodeWithACertificateOfItsOwnNeedsNoOtherRights(RealCluster cluster) throws IOException {
    Path pki = cluster.controlPlane().dataDir().resolve("pki");
    try (ToolProcess nodes =
        start(
            cluster.kubeconfig(),
            "--morph=kubelet",
            "--nodes=2",
            "--name-pattern=signed-%d",
            "--identity=per-node",
            "--ca-cert=" + pki.resolve("ca.crt"),
            "--ca-key=" + pki.resolve("ca.key"),
            "--deregister")) {
      nodes.awaitOutput("2/2 ready", LIMIT);
      nodes.signal("TERM");
      assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(143);
    }
    try (ToolProcess nodes =
        start(
            cluster.kubeconfig(),
            "--morph=kubelet",
            "--name=asked",
            "--identity=per-node",
            "--deregister")) {
      nodes.awaitOutput("1/1 ready", LIMIT);
      nodes.signal("INT");
      assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(130);
    }
  }

  private boolean isRefused(RealCluster cluster, String... options) throws IOException {
    try (ToolProcess second = start(cluster.kubeconfig(), options)) {
      second.awaitOutput("1/1 ready|must not be that of another live kubelet", LIMIT);
      if (!second.stderr().contains("must not be")) {
        return false;
      }
      assertThat(second.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(second.stderr())
          .contains("name: must not be that of another live kubelet, got taken, whose lease was");
      return true;
    }
  }

  @Test
  void aNameThatALiveKubeletHasIsRefusedAndAnAbandonedOneTakenOver(RealCluster cluster)
      throws IOException {
    String[] options = {"--morph=kubelet", "--name=taken", "--watch=shared", "--summary="};
    try (ToolProcess first = start(cluster.kubeconfig(), options)) {
      first.awaitOutput("1/1 ready", LIMIT);
      boolean refused = false;
      // A renewal that a busy machine makes late looks like a kubelet that is gone.
      for (int i = 0; i < 3 && !refused; i++) {
        refused = isRefused(cluster, options);
      }
      assertThat(refused).isTrue();
      first.signal("KILL");
      first.awaitExit(LIMIT);
    }
    try (ToolProcess restarted = start(cluster.kubeconfig(), options)) {
      restarted.awaitOutput("1/1 ready", LIMIT);
    }
    cluster.client().nodes().withName("taken").delete();
  }

  @Test
  void aCertificateWithoutRightsEndsTheRunWithOneLine(RealCluster cluster) throws IOException {
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    Path nobody = cluster.kubeconfigFor("nobody", List.of(), clock.now().plus(Duration.ofHours(1)));
    try (ToolProcess nodes = start(nobody, "--morph=kubelet", "--name=n1", "--summary=")) {
      assertThat(nodes.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(nodes.stderr())
          .contains("hollow-node: node n1: the credential may not register it: nodes is forbidden");
    }
  }

  @Test
  void badInputIsOneLineWithOptionRuleAndValue(RealCluster cluster) throws IOException {
    refused(cluster, "morph: must be kubelet, proxy or both, got nothing");
    refused(cluster, "nodes: must be 1 to 100000, got 0", "--morph=kubelet", "--nodes=0");
    refused(cluster, "nodes: must be 1 to 100000, got 100001", "--morph=kubelet", "--nodes=100001");
    refused(
        cluster,
        "nodes: must not be given with pools, which say it; got 2",
        "--morph=kubelet",
        "--pools=pools.yaml",
        "--nodes=2");
    refused(
        cluster,
        "node-ip: must be an address like 192.0.2.7 or fd00::7, or a range like 10.64.0.0/16,"
            + " got 10.0.0",
        "--morph=kubelet",
        "--node-ip=10.0.0");
    refused(
        cluster,
        "ca-cert: needs --identity=per-node, and so does ca-key",
        "--morph=kubelet",
        "--ca-cert=x",
        "--ca-key=y");
    refused(
        cluster, "watch: must be per-node or shared, got some", "--morph=kubelet", "--watch=some");
    refused(
        cluster,
        "connections: must be pool, pool:K with K >= 1, or per-node, got pool:0",
        "--morph=kubelet",
        "--connections=pool:0");
    refused(
        cluster,
        "identity: must be shared, impersonate or per-node, got me",
        "--morph=kubelet",
        "--identity=me");
    refused(
        cluster,
        "ca-key: needs ca-cert, and the other way round",
        "--morph=kubelet",
        "--identity=per-node",
        "--ca-key=x");
    refused(
        cluster,
        "pod-cidr: must be a range like 10.0.0.0/8 or fd00:10::/48, got 10.0",
        "--morph=kubelet",
        "--pod-cidr=10.0");
  }

  private void refused(RealCluster cluster, String line, String... options) throws IOException {
    try (ToolProcess nodes = start(cluster.kubeconfig(), options)) {
      assertThat(nodes.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(nodes.stderr().lines()).contains("hollow-node: " + line);
    }
  }

  @Test
  void aMissingKubeconfigIsStatus20() throws IOException {
    try (ToolProcess nodes = start(folder.resolve("none"), "--morph=kubelet")) {
      assertThat(nodes.awaitExit(LIMIT)).isEqualTo(20);
      assertThat(nodes.stderr()).contains("no such file");
    }
  }
}
