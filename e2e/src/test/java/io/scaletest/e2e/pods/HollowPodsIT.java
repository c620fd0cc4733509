package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealNode;
import io.scaletest.testkit.controlplane.SideBySide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifests of deploy/hollow-node, with nothing replaced but the image and how many, on a real
 * node: their pods run without root and without a file system to write to, with the rights that
 * rbac.yaml gives them and no others, and are nodes.
 */
@SideBySide
@RealNode
class HollowPodsIT {
  private static final String NAMESPACE = "--namespace=kubemark";
  private static final int MANY = 100;

  /** Of the nodes' deletes, the server serves a few at a time and answers the others with 429. */
  private static final String FEW_DELETES =
      """
      apiVersion: flowcontrol.apiserver.k8s.io/v1
      kind: PriorityLevelConfiguration
      metadata: {name: few}
      spec:
        type: Limited
        limited: {nominalConcurrencyShares: 1, lendablePercent: 0, limitResponse: {type: Reject}}
      ---
      apiVersion: flowcontrol.apiserver.k8s.io/v1
      kind: FlowSchema
      metadata: {name: few}
      spec:
        priorityLevelConfiguration: {name: few}
        matchingPrecedence: 2
        rules:
        - subjects: [{kind: User, user: {name: kubelet}}]
          resourceRules:
          - {verbs: [delete], apiGroups: [""], resources: [nodes], clusterScope: true}
      """;

  @TempDir private static Path folder;
  private static Cluster cluster;
  private static Path manifests;

  @BeforeAll
  static void deployAllButTheNodes(RealCluster real) throws IOException {
    cluster = new Cluster(real, folder);
    cluster.image("hollow-node");
    // As `kustomize edit set image` and `set replicas` write it.
    manifests =
        cluster.manifests(
            "hollow-node",
            """
            images: [{name: hollow-node, newName: localhost/hollow-node, newTag: test}]
            replicas: [{name: hollow-node, count: 3}]
            """);
    cluster.kubectl("apply", "-f", manifests.resolve("namespace.yaml").toString());
    cluster.kubectl(
        "create",
        "secret",
        "generic",
        "kubeconfig",
        NAMESPACE,
        "--from-file=kubelet.kubeconfig=" + kubeconfig("kubelet"),
        "--from-file=kubeproxy.kubeconfig=" + kubeconfig("system:kube-proxy"));
    cluster.kubectl("apply", "-k", manifests.toString());
  }

  private static Path kubeconfig(String user) {
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    return cluster.real().kubeconfigFor(user, List.of(), clock.now().plus(Duration.ofHours(1)));
  }

  /** Other tests' pods must not be put onto hollow nodes. */
  @AfterAll
  static void leaveNoHollowNodeAndNoRefusedRequest() {
    cluster.kubectl("delete", "statefulset", "--all", NAMESPACE, "--cascade=foreground");
    cluster.kubectl("delete", "nodes", "-l", "scaletest/hollow=true");
    for (String user : List.of("kubelet", "system:kube-proxy")) {
      assertThat(cluster.audited(user, 403)).as("answers 403 to " + user).isEmpty();
    }
  }

  @Test
  void theStatefulSetsPodsAreNodesOnWhichPodsRun() {
    cluster.await("3 hollow nodes", () -> cluster.readyNodes("hollow-node-").size() == 3);
    cluster.kubectl(
        "wait",
        NAMESPACE,
        "--for=condition=Ready",
        "pod",
        "-l",
        "app=hollow-node",
        Cluster.TIMEOUT);
    String jsonpath = "jsonpath={.items[*].spec.nodeName} {.items[*].status..restartCount}";
    assertThat(cluster.kubectl("get", "pods", NAMESPACE, "-l", "app=hollow-node", "-o", jsonpath))
        .as("on the real node, none restarted")
        .isEqualTo("real-node real-node real-node 0 0 0 0 0 0");

    String inside = "id -u; touch /x 2>&1; echo $LANG";
    assertThat(
            cluster.kubectl(
                "exec",
                NAMESPACE,
                "hollow-node-0",
                "-c",
                "hollow-kubelet",
                "--",
                "sh",
                "-c",
                inside))
        .startsWith("65534\n")
        .contains("Read-only file system")
        .endsWith("C.UTF-8\n");

    cluster.kubectl(
        "run",
        "on-hollow",
        "--image=nowhere/none:1",
        "--overrides={\"spec\":{\"nodeSelector\":{\"scaletest/hollow\":\"true\"}}}");
    cluster.kubectl("wait", "--for=condition=Ready", "pod/on-hollow", Cluster.TIMEOUT);
    assertThat(cluster.kubectl("get", "pod", "on-hollow", "-o", "jsonpath={.spec.nodeName}"))
        .startsWith("hollow-node-");
    cluster.kubectl("delete", "pod", "on-hollow", Cluster.TIMEOUT);
  }

  @Test
  void manyNodesOfOnePodAreDeletedWithIt() throws IOException {
    Path file = manifests.resolve("many/many-nodes.yaml");
    String text = Files.readString(file);
    assertThat(text).contains("image: hollow-node\n", "--nodes=1000\n");
    Files.writeString(
        file,
        text.replace("image: hollow-node\n", "image: localhost/hollow-node:test\n")
            .replace("--nodes=1000\n", "--nodes=" + MANY + "\n"));
    cluster.kubectl("apply", NAMESPACE, "-f", file.toString());
    cluster.await(
        MANY + " hollow nodes", () -> cluster.readyNodes("hollow-nodes-0-").size() == MANY);
    cluster.kubectl(
        "apply", "-f", Files.writeString(folder.resolve("few.yaml"), FEW_DELETES).toString());

    cluster.kubectl(
        "delete",
        "statefulset",
        "hollow-nodes",
        NAMESPACE,
        "--cascade=foreground",
        Cluster.TIMEOUT);

    cluster.await("--deregister", () -> cluster.nodes("hollow-nodes-0-").isEmpty());
    assertThat(cluster.audited("kubelet", 429))
        .as("deletes that the server put off")
        .anyMatch(line -> line.contains("\"verb\":\"delete\",") && line.contains("\"nodes\""));
    cluster.kubectl("delete", "-f", folder.resolve("few.yaml").toString());
  }
}
