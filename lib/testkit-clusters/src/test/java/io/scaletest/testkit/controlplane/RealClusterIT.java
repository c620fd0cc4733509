package io.scaletest.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.process.BoundedWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@RealControlPlane
class RealClusterIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String FLUNDER =
      """
      {"apiVersion": "wardle.example.com/v1alpha1", "kind": "Flunder", "metadata": {"name": "f"}}
      """;

  private final Instant now = WallClock.anchoredTo(Ticker.system()).now();

  @Test
  void configMapsAreFoundByTheirLabelsInANamespaceOfTheTestsOwn(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    create(cluster.client(), namespace, "one", "a");
    create(cluster.client(), namespace, "two", "b");

    assertThat(cluster.configMaps(namespace, "")).hasSize(2);
    assertThat(cluster.configMaps(namespace, "set=b"))
        .extracting(map -> map.getMetadata().getName())
        .containsExactly("two");
    assertThat(cluster.configMaps(cluster.uniqueNamespace(), "")).isEmpty();
  }

  @Test
  void anApiServerThatWasKilledComesBackWithItsObjectsAtTheSameAddress(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    create(cluster.client(), namespace, "before", "a");

    cluster.killApiServer();
    assertThat(new RawApi(cluster.client()).get("/readyz").status()).isZero();
    cluster.startApiServer();

    assertThat(cluster.configMaps(namespace, "")).hasSize(1);
  }

  @Test
  void anotherUserHasNoRightsUntilSomeoneGivesThem(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    Path kubeconfig = cluster.kubeconfigFor("jane", List.of("devs"), now.plus(HOUR));
    try (ClusterClient jane = new ClusterClient(kubeconfig)) {
      assertThatThrownBy(() -> create(jane.client(), namespace, "x", "a"))
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));

      cluster
          .client()
          .resource(
              new RoleBindingBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .withName("devs-edit")
                  .endMetadata()
                  .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "edit")
                  .addNewSubject("rbac.authorization.k8s.io", "Group", "devs", null)
                  .build())
          .create();
      RawApi raw = new RawApi(jane.client());
      boolean allowed =
          new BoundedWait(Ticker.system())
              .until(
                  Duration.ofMinutes(3),
                  () -> raw.get("/api/v1/namespaces/" + namespace + "/pods").succeeded());
      assertThat(allowed).isTrue();
      create(jane.client(), namespace, "x", "a");
    }
  }

  @Test
  void anExpiredCertificateIsNobodys(RealCluster cluster) {
    Path kubeconfig =
        cluster.kubeconfigFor("jane", List.of("system:masters"), now.minus(Duration.ofMinutes(1)));

    // The tools' reader of kubeconfigs refuses it before any server could.
    assertThatThrownBy(() -> new ClusterClient(kubeconfig)).hasMessageContaining("expired");
  }

  @Test
  void aKubeconfigIsItsOwnersAlone(RealCluster cluster) throws IOException {
    Path jane = cluster.kubeconfigFor("jane", List.of(), now.plus(Duration.ofHours(1)));

    for (Path kubeconfig : List.of(jane, cluster.kubeconfig())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void flundersAreServedThroughTheAggregator(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    cluster.client().resource(FLUNDER).inNamespace(namespace).create();

    assertThat(cluster.flunders(namespace, "")).hasSize(1);
  }

  @Test
  void flundersAreAlsoThereAtTheirOwnServerWhichCanBeKilledAndComesBack(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    String path = "/apis/wardle.example.com/v1alpha1/namespaces/" + namespace + "/flunders";
    RawApi direct = new RawApi(cluster.client(), cluster.sampleApiServer().toString());
    assertThat(direct.post(path, FLUNDER).status()).isEqualTo(201);

    cluster.killSampleApiServer();
    assertThat(direct.get(path).status()).isZero();
    assertThat(new RawApi(cluster.client()).get(path).status()).isEqualTo(503);
    cluster.startSampleApiServer();

    assertThat(direct.get(path).json().path("items")).hasSize(1);
    assertThat(cluster.flunders(namespace, "")).hasSize(1);
    assertThat(cluster.flunders(namespace, "no=such")).isEmpty();
  }

  private static void create(KubernetesClient client, String namespace, String name, String set) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("set", set)
                .endMetadata()
                .build())
        .create();
  }
}
