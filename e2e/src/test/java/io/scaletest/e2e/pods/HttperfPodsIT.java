package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealNode;
import io.scaletest.testkit.controlplane.SideBySide;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests of deploy/httperf on a real node: blocks go from one pod to another. */
@SideBySide
@RealNode
class HttperfPodsIT {
  private static final String NAMESPACE = "--namespace=scaletest";
  private static final String IMAGE =
      """
      images: [{name: httperf, newName: localhost/httperf, newTag: test}]
      """;

  /** There is no DNS on the node; and ten seconds will do, on a busy machine, too. */
  private static final String SHORTLY =
      """
      patches:
      - target: {kind: Job}
        patch: |-
          - {op: test, path: /spec/template/spec/containers/0/args/5, value: --duration=1m}
          - {op: replace, path: /spec/template/spec/containers/0/args/5, value: --duration=10s}
          - op: replace
            path: /spec/template/spec/containers/0/args/1
            value: -base-url=https://ADDRESS:8080
      """;

  @TempDir private Path folder;

  @Test
  void aClientMeasuresThePathToTheServersPod(RealCluster real) throws IOException {
    Cluster cluster = new Cluster(real, folder);
    cluster.image("httperf");
    Path server = cluster.overlay("server", "httperf", IMAGE);
    cluster.kubectl("apply", "-k", cluster.deploy("namespace").toString());
    cluster.kubectl("apply", "-k", server.toString());
    cluster.kubectl(
        "wait", NAMESPACE, "--for=condition=Available", "deploy/httperf", Cluster.TIMEOUT);
    String address =
        cluster.kubectl(
            "get",
            "pods",
            NAMESPACE,
            "-l",
            "app=httperf",
            "-o",
            "jsonpath={.items[0].status.podIP}");

    Path client =
        cluster.overlay("client", "httperf/client", IMAGE + SHORTLY.replace("ADDRESS", address));
    cluster.kubectl("apply", "-k", client.toString());
    cluster.kubectl(
        "wait", NAMESPACE, "--for=condition=complete", "job/httperf-client", Cluster.TIMEOUT);

    assertThat(cluster.kubectl("logs", NAMESPACE, "job/httperf-client"))
        .contains("Requesting https://" + address + ":8080")
        .containsPattern("throughput: [1-9].*/s");
    cluster.kubectl("delete", "--wait=false", "-k", client.toString());
    cluster.kubectl("delete", "--wait=false", "-k", server.toString());
  }
}
