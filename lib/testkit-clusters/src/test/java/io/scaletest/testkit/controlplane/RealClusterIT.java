package io.scaletest.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.rest.ApiClient;
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
  private final Instant now = WallClock.anchoredTo(Ticker.system()).now();

  @Test
  void configMapsAreFoundByTheirLabelsInANamespaceOfTheTestsOwn(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    create(cluster, namespace, "one", "a");
    create(cluster, namespace, "two", "b");

    assertThat(cluster.configMaps(namespace, "")).hasSize(2);
    assertThat(cluster.configMaps(namespace, "set=b"))
        .singleElement()
        .extracting(m -> m.path("metadata").path("name").asString())
        .isEqualTo("two");
    assertThat(cluster.configMaps(cluster.uniqueNamespace(), "")).isEmpty();
  }

  @Test
  void anApiServerThatWasKilledComesBackWithItsObjectsAtTheSameAddress(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    create(cluster, namespace, "before", "a");

    cluster.killApiServer();
    assertThat(cluster.api().get("/readyz").status()).isZero();
    cluster.startApiServer();

    assertThat(cluster.configMaps(namespace, "")).hasSize(1);
  }

  @Test
  void anotherUserHasNoRightsUntilSomeoneGivesThem(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    ApiClient jane =
        cluster.controlPlane().clientFor("jane", List.of("devs"), now.plus(Duration.ofHours(1)));

    assertThat(jane.post(path(namespace), configMap("x", "a")).status()).isEqualTo(403);

    String binding =
        """
        {"metadata":{"name":"devs-edit"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"},
         "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"devs"}]}
        """;
    String bindings =
        "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/rolebindings";
    assertThat(cluster.api().post(bindings, binding).status()).isEqualTo(201);
    boolean allowed =
        new BoundedWait(Ticker.system())
            .until(
                Duration.ofSeconds(30),
                () -> jane.post(path(namespace), configMap("x", "a")).status() == 201);
    assertThat(allowed).isTrue();
  }

  @Test
  void anExpiredCertificateIsNobodys(RealCluster cluster) {
    ApiClient expired =
        cluster
            .controlPlane()
            .clientFor("jane", List.of("system:masters"), now.minus(Duration.ofMinutes(1)));

    assertThat(expired.get("/api/v1/namespaces").status()).isEqualTo(401);
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
    String path =
        "/apis/wardle.example.com/v1alpha1/namespaces/" + cluster.uniqueNamespace() + "/flunders";

    assertThat(cluster.api().post(path, "{\"metadata\":{\"name\":\"f\"}}").status()).isEqualTo(201);
    assertThat(cluster.api().get(path).json().path("items")).hasSize(1);
  }

  @Test
  void flundersAreAlsoThereAtTheirOwnServerWhichCanBeKilledAndComesBack(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    String path = "/apis/wardle.example.com/v1alpha1/namespaces/" + namespace + "/flunders";
    ApiClient direct = cluster.api().at(cluster.sampleApiServer());
    assertThat(direct.post(path, "{\"metadata\":{\"name\":\"f\"}}").status()).isEqualTo(201);

    cluster.killSampleApiServer();
    assertThat(direct.get(path).status()).isZero();
    assertThat(cluster.api().get(path).status()).isEqualTo(503);
    cluster.startSampleApiServer();

    assertThat(direct.get(path).json().path("items")).hasSize(1);
    assertThat(cluster.flunders(namespace, "")).hasSize(1);
    assertThat(cluster.flunders(namespace, "no=such")).isEmpty();
  }

  private static void create(RealCluster cluster, String namespace, String name, String set) {
    assertThat(cluster.api().post(path(namespace), configMap(name, set)).status()).isEqualTo(201);
  }

  private static String path(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  private static String configMap(String name, String set) {
    return "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"set\":\"" + set + "\"}}}";
  }
}
