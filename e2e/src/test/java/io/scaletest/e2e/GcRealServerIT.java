package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** gc where controllers are at work and an aggregated API may have no server. */
@SideBySide
@RealControlPlane
class GcRealServerIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static ToolProcess gc(RealCluster cluster, String... options) {
    return ToolProcess.jar("gc", options)
        .arguments("-kubeconfig", cluster.kubeconfig().toString())
        .start();
  }

  private static List<HasMetadata> create(RealCluster cluster, String namespace, String yaml) {
    return cluster
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(namespace)
        .create();
  }

  private static int pods(RealCluster cluster, String namespace) {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel("purpose", "scaletest")
        .list()
        .getItems()
        .size();
  }

  @Test
  void podsGoWithTheirDeploymentAndJob(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    String template =
        "{metadata: {labels: {purpose: scaletest}}, spec: {restartPolicy: %s,"
            + " containers: [{name: c, image: none}]}}";
    create(
        cluster,
        namespace,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: d, labels: {purpose: scaletest}}
        spec:
          replicas: 3
          selector: {matchLabels: {purpose: scaletest}}
          template: %s
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: j, labels: {purpose: scaletest}}
        spec: {template: %s}
        """
            .formatted(template.formatted("Always"), template.formatted("Never")));
    assertThat(new BoundedWait(Ticker.system()).until(LIMIT, () -> pods(cluster, namespace) == 4))
        .isTrue();

    try (ToolProcess gc = gc(cluster, "-all")) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isZero();
      assertThat(gc.stdout()).contains("deleted 1 deployments", "deleted 1 jobs");
    }
    // A ReplicaSet that is being deleted may have made another pod, which the cluster's own
    // collector takes.
    assertThat(
            new BoundedWait(Ticker.system())
                .until(
                    LIMIT,
                    () ->
                        pods(cluster, namespace) == 0
                            && cluster
                                .client()
                                .apps()
                                .replicaSets()
                                .inNamespace(namespace)
                                .list()
                                .getItems()
                                .isEmpty()))
        .isTrue();
  }

  @Test
  void aGroupWithoutAServerIsNamedAndTheRestIsSwept(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    List<HasMetadata> objects =
        create(
            cluster,
            namespace,
            """
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1.down.example.com}
            spec:
              group: down.example.com
              version: v1
              groupPriorityMinimum: 1000
              versionPriority: 15
              service: {name: none, namespace: default, port: 443}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: down-1, labels: {purpose: scaletest}}
            """);
    try {
      assertThat(
              new BoundedWait(Ticker.system())
                  .until(LIMIT, () -> cluster.client().hasApiGroup("down.example.com", true)))
          .isTrue();
      try (ToolProcess gc = gc(cluster, "-runid=down")) {
        assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isEqualTo(1);
        assertThat(gc.stdout()).contains("deleted 1 configmaps of run down");
        assertThat(gc.stderr())
            .contains(
                "down.example.com/v1: its kinds are unknown: ",
                "gc: something may be left of down.example.com/v1\n");
      }
      try (ToolProcess gc = gc(cluster, "-runid=down", "-kinds=configmaps")) {
        assertThat(gc.awaitExit(LIMIT)).as("all of what was asked for").isZero();
      }
    } finally {
      cluster.client().resource(objects.get(0)).delete();
    }
  }
}
