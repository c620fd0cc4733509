package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealNode;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The StatefulSet that people run kubemark with, line by line, and its service account and rights:
 * with only the image replaced, its pods run and are nodes.
 */
@SideBySide
@RealNode
class KubemarkStatefulSetIT {
  private static final String PEOPLES = "as-kubemark";
  private static final String NAMESPACE = "--namespace=" + PEOPLES;
  private static final String PODS = "-l=name=hollow-node";
  private static final Path FILE =
      Repository.root().resolve("e2e/src/test/resources/io/scaletest/e2e/pods/kubemark.yaml");

  @TempDir private Path folder;

  @Test
  void onlyTheImageIsReplaced(RealCluster real) {
    Cluster cluster = new Cluster(real, folder);
    cluster.image("hollow-node");
    cluster.kubectl("create", "namespace", PEOPLES);
    cluster.kubectl(
        "create",
        "secret",
        "generic",
        "kubeconfig",
        NAMESPACE,
        "--from-file=kubelet.kubeconfig=" + kubeconfig(real, "kubelet"),
        "--from-file=kubeproxy.kubeconfig=" + kubeconfig(real, "system:kube-proxy"));

    cluster.kubectl("apply", "--validate=strict", NAMESPACE, "-f", FILE.toString());

    cluster.await("3 hollow nodes", () -> cluster.readyNodes("hollow-node-").size() == 3);
    cluster.kubectl("wait", NAMESPACE, "--for=condition=Ready", "pod", PODS, Cluster.TIMEOUT);
    for (String address : addresses(cluster)) {
      cluster.await("requests of the proxy at " + address, () -> proxyAsks(cluster, address));
    }
    String counts = "jsonpath={.items[*].status..restartCount} {.items[*].status..state}";
    assertThat(cluster.kubectl("get", "pods", NAMESPACE, PODS, "-o", counts))
        .startsWith("0 0 0 0 0 0 ")
        .doesNotContain("waiting", "terminated");
    for (String user : List.of("kubelet", "system:kube-proxy")) {
      assertThat(cluster.audited(user, 403)).as("answers 403 to " + user).isEmpty();
    }

    // Their shell keeps from the node that its pod ends: not to wait 30 seconds for that.
    cluster.kubectl("delete", "statefulset", "hollow-node", NAMESPACE, "--cascade=orphan");
    cluster.kubectl("delete", "pod", PODS, NAMESPACE, "--grace-period=1");
    cluster.kubectl("delete", NAMESPACE, "--ignore-not-found", "-f", FILE.toString());
    cluster.kubectl("delete", "namespace", PEOPLES);
    cluster.kubectl("delete", "node", "hollow-node-0", "hollow-node-1", "hollow-node-2");
  }

  private static Path kubeconfig(RealCluster real, String user) {
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    return real.kubeconfigFor(user, List.of(), clock.now().plus(Duration.ofHours(1)));
  }

  private static List<String> addresses(Cluster cluster) {
    String all = "jsonpath={.items[*].status.podIP}";
    List<String> addresses =
        List.of(cluster.kubectl("get", "pods", NAMESPACE, PODS, "-o", all).split(" "));
    assertThat(addresses).hasSize(3);
    return addresses;
  }

  private static boolean proxyAsks(Cluster cluster, String address) {
    return cluster.audited("system:kube-proxy", 200).stream()
        .anyMatch(line -> line.contains("\"sourceIPs\":[\"" + address + "\"]"));
  }
}
