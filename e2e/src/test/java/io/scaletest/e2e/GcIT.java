package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** gc after runs that could not clean up, on either server. */
@SideBySide
class GcIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @OnBothClusters
  void gcDeletesWhatAKilledDriverLeft(TestCluster cluster) throws IOException {
    Path data = folder.resolve("left-driver.csv");
    try (ToolProcess driver =
        DriverCommand.cmdriver(
                cluster.kubeconfig(),
                folder,
                "-n=20",
                "-lambda=1000",
                "-maxpop=100000",
                "-runid=left")
            .start()) {
      driver.awaitOutput(text -> RowCount.of(data) == 20, LIMIT);
      driver.signal("KILL");
      driver.awaitExit(LIMIT);
    }
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).hasSize(20);
    gc(cluster.kubeconfig(), 0, "-runid", "left");
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }

  /** What gc said. */
  private record Said(String stdout, String stderr) {}

  private static Said gc(Path kubeconfig, int status, String... options) {
    try (ToolProcess gc =
        ToolProcess.jar("gc", options).arguments("-kubeconfig", kubeconfig.toString()).start()) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stdout() + gc.stderr()).isEqualTo(status);
      return new Said(gc.stdout(), gc.stderr());
    }
  }

  private static List<HasMetadata> create(TestCluster cluster, String namespace, String yaml) {
    return cluster
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(namespace)
        .create();
  }

  /** Returns kind and name of those objects that are there still. */
  private static List<String> left(TestCluster cluster, List<HasMetadata> objects) {
    return objects.stream()
        .filter(object -> cluster.client().resource(object).get() != null)
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .toList();
  }

  /** Namespaced and not, of several groups, found by name or by label; one that stays. */
  private static String ofEveryKind(String namespace, String run) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %1$s-1, labels: {purpose: scaletest}}
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: %1$s-2
          labels: {purpose: scaletest}
          finalizers: [example.com/hold]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s-web, labels: {purpose: scaletest, scaletest/runid: %1$s}}
        spec:
          replicas: 0
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: c, image: none}]}
        ---
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: %1$s-lease, labels: {purpose: scaletest, scaletest/runid: %1$s}}
        ---
        apiVersion: v1
        kind: Event
        metadata: {name: %1$s-3, labels: {purpose: scaletest}}
        involvedObject: {kind: ConfigMap, name: %1$s-1, namespace: %2$s}
        reason: Tested
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: %1$s-role, labels: {purpose: scaletest, scaletest/runid: %1$s}}
        rules: []
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: %1$ss.gc.example.com
          labels: {purpose: scaletest, scaletest/runid: %1$s}
        spec:
          group: gc.example.com
          scope: Namespaced
          names: {plural: %1$ss, singular: %1$s, kind: Kind%1$s}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """
        .formatted(run, namespace);
  }

  /** The server serves a new kind a moment after it is defined. */
  private static void createCustom(TestCluster cluster, String namespace, String run) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion("gc.example.com/v1");
    object.setKind("Kind" + run);
    object.setMetadata(
        new ObjectMetaBuilder().withName(run + "-1").addToLabels("purpose", "scaletest").build());
    var custom =
        cluster
            .client()
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup("gc.example.com")
                    .withVersion("v1")
                    .withPlural(run + "s")
                    .withKind("Kind" + run)
                    .withNamespaced(true)
                    .build())
            .inNamespace(namespace);
    boolean created =
        new BoundedWait(Ticker.system())
            .until(
                LIMIT,
                () -> {
                  try {
                    custom.resource(object).create();
                    return true;
                  } catch (KubernetesClientException e) {
                    return false;
                  }
                });
    assertThat(created).isTrue();
  }

  private static void release(TestCluster cluster, String namespace, String secret) {
    cluster
        .client()
        .secrets()
        .inNamespace(namespace)
        .withName(secret)
        .edit(s -> new SecretBuilder(s).editMetadata().withFinalizers().endMetadata().build());
  }

  @OnBothClusters
  void aRunsObjectsOfEveryKindAreFoundInEveryNamespace(TestCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    List<HasMetadata> objects = create(cluster, namespace, ofEveryKind(namespace, "sweep"));
    createCustom(cluster, namespace, "sweep");
    List<HasMetadata> others = create(cluster, namespace, ofEveryKind(namespace, "spare"));

    Said dry = gc(cluster.kubeconfig(), 0, "-runid", "sweep", "-dry-run");
    assertThat(dry.stdout().lines())
        .containsExactlyInAnyOrder(
            "found 1 configmaps of run sweep, deleted none",
            "found 1 secrets of run sweep, deleted none",
            "found 1 events of run sweep, deleted none",
            "found 1 deployments of run sweep, deleted none",
            "found 1 leases of run sweep, deleted none",
            "found 1 clusterroles of run sweep, deleted none",
            "found 1 sweeps of run sweep, deleted none",
            "found 1 customresourcedefinitions of run sweep, deleted none");

    Said held = gc(cluster.kubeconfig(), 1, "-runid", "sweep", "-wait=1s");
    assertThat(held.stdout()).contains("deleted 1 sweeps of run sweep", "deleted 0 secrets");
    assertThat(held.stderr())
        .contains(
            "secrets: 1 is still there: " + namespace + "/sweep-2 (finalizers: example.com/hold)\n")
        .containsPattern("something may be left of .*\\bsecrets\\b");
    // A definition goes a little later than gc waits here.
    assertThat(
            new BoundedWait(Ticker.system())
                .until(LIMIT, () -> left(cluster, objects).equals(List.of("Secret sweep-2"))))
        .as(() -> left(cluster, objects).toString())
        .isTrue();

    release(cluster, namespace, "sweep-2");
    gc(cluster.kubeconfig(), 0, "-runid", "sweep");
    assertThat(left(cluster, objects)).isEmpty();
    assertThat(left(cluster, others)).hasSameSizeAs(others);

    release(cluster, namespace, "spare-2");
    gc(cluster.kubeconfig(), 0, "-all");
    assertThat(left(cluster, others)).isEmpty();
  }

  @OnBothClusters
  void kindsMayBeChosenAsKubectlNamesThem(TestCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    List<HasMetadata> objects = create(cluster, namespace, ofEveryKind(namespace, "pick"));

    gc(cluster.kubeconfig(), 0, "-runid", "pick", "-kinds", "cm,deployments.apps,flunders");
    assertThat(left(cluster, objects))
        .hasSize(objects.size() - 2)
        .doesNotContain("ConfigMap pick-1", "Deployment pick-web");
    Said unknown = gc(cluster.kubeconfig(), 2, "-runid", "pick", "-kinds", "cm,confimaps");
    assertThat(unknown.stderr())
        .isEqualTo("gc: kinds: must be kinds that the server has, got confimaps\n");

    release(cluster, namespace, "pick-2");
    gc(cluster.kubeconfig(), 0, "-all");
    assertThat(left(cluster, objects)).isEmpty();
  }
}
