package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One hollow node and its proxy, from start through one pod's life and some idling, asks a real API
 * server for what kubemark's do.
 */
class KubemarkFidelityIT {
  private static final String POD = "/api/v1/namespaces/default/pods/web";
  private static final String LEASE =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/hk1";

  @TempDir private Path folder;

  @Test
  void aNodeAsksForWhatKubemarksAsks() {
    List<AuditedRequest> ours;
    try (NodeControlPlane cluster = NodeControlPlane.start(folder.resolve("cp"))) {
      ours = lifeOfANode(cluster);
    }

    List<Difference> unexplained = new ArrayList<>();
    Map<KnownDifference, List<Difference>> explained = new EnumMap<>(KnownDifference.class);
    RequestComparison comparison =
        new RequestComparison(Map.of("192.168.192.168", "POD-IP"), Map.of("10.128.0.2", "POD-IP"));
    for (Difference difference : comparison.compare(AuditedRequest.ofKubemark(), ours)) {
      KnownDifference.of(difference)
          .ifPresentOrElse(
              known -> explained.computeIfAbsent(known, key -> new ArrayList<>()).add(difference),
              () -> unexplained.add(difference));
    }

    System.out.println(report(explained));
    assertThat(unexplained).as("differences that are nobody's known fault").isEmpty();
    // Whether a second turns between two patches is chance.
    explained.remove(KnownDifference.NEXT_SECOND);
    assertThat(explained.keySet())
        .as("explanations that are still needed")
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(KnownDifference.NEXT_SECOND)));
  }

  private static String report(Map<KnownDifference, List<Difference>> explained) {
    StringBuilder text = new StringBuilder("Differences to kubemark's requests\n");
    explained.forEach(
        (known, differences) -> {
          text.append("* ").append(known.reason()).append('\n');
          differences.forEach(difference -> text.append("    ").append(difference).append('\n'));
        });
    return text.toString();
  }

  private static List<AuditedRequest> lifeOfANode(NodeControlPlane cluster) {
    try (ToolProcess kubelet =
            HollowNodeCommand.of(
                    cluster.kubeconfigOfNode("hk1"),
                    "--morph=kubelet",
                    "--name=hk1",
                    "--kubelet-port=20250",
                    "--node-ip=192.0.2.2",
                    "--extended-resources=nvidia.com/gpu=8")
                .start();
        ToolProcess proxy =
            HollowNodeCommand.of(
                    cluster.kubeconfigFor("system:kube-proxy", List.of()),
                    "--morph=proxy",
                    "--name=hk1")
                .start()) {
      cluster.awaitReady("hk1");
      cluster.await(
          "a token can be had",
          () -> cluster.exists("/api/v1/namespaces/default/serviceaccounts/default"));
      cluster.create(
          "/api/v1/namespaces/default/pods",
          "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"containers\":"
              + "[{\"name\":\"web\",\"image\":\"fake/web:1\"}]}}");
      cluster.await(
          "the pod runs",
          () -> NodeControlPlane.condition(cluster.get(POD), "Ready").equals("True"));
      cluster.delete(POD);
      cluster.await("the pod is gone", () -> !cluster.exists(POD));
      // The node idles: its lease is made, then renewed, and its status told once.
      cluster.await("the node tells of the pod's image", () -> hasImage(cluster));
      cluster.await("the lease is there", () -> !renewTime(cluster).isEmpty());
      String renewed = renewTime(cluster);
      cluster.await("the lease is renewed", () -> !renewTime(cluster).equals(renewed));
      List<AuditedRequest> requests = new ArrayList<>(cluster.requests("hollow-"));
      for (ToolProcess process : List.of(kubelet, proxy)) {
        assertThat(process.isAlive()).as(process.stderr()).isTrue();
      }
      return requests;
    }
  }

  private static boolean hasImage(NodeControlPlane cluster) {
    return cluster.get("/api/v1/nodes/hk1").path("status").path("images").size() > 0;
  }

  private static String renewTime(NodeControlPlane cluster) {
    return cluster.get(LEASE).path("spec").path("renewTime").asString("");
  }
}
