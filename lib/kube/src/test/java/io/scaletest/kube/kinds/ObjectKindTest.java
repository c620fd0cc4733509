package io.scaletest.kube.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectKindTest {
  private static final ObjectKind NODE = new ObjectKind("", "v1", "nodes", "Node", false);
  private static final ObjectKind LEASE =
      new ObjectKind("coordination.k8s.io", "v1", "leases", "Lease", true);

  @Test
  void knowsItsPaths() {
    assertThat(ObjectKind.CONFIG_MAP.collectionPath(Optional.empty()))
        .isEqualTo("/api/v1/configmaps");
    assertThat(ObjectKind.CONFIG_MAP.objectPath(Optional.of("scaletest"), "a!1"))
        .isEqualTo("/api/v1/namespaces/scaletest/configmaps/a%211");
    assertThat(LEASE.collectionPath(Optional.of("x")))
        .isEqualTo("/apis/coordination.k8s.io/v1/namespaces/x/leases");
    assertThat(NODE.collectionPath(Optional.empty())).isEqualTo("/api/v1/nodes");
    assertThat(NODE.objectPath(Optional.empty(), "n1")).isEqualTo("/api/v1/nodes/n1");
  }

  @Test
  void knowsItsNames() {
    assertThat(NODE.apiVersion()).isEqualTo("v1");
    assertThat(NODE.resource()).isEqualTo("nodes");
    assertThat(LEASE.apiVersion()).isEqualTo("coordination.k8s.io/v1");
    assertThat(LEASE.resource()).isEqualTo("leases.coordination.k8s.io");
  }

  @Test
  void refusesANamespaceTooManyOrTooFew() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NODE.collectionPath(Optional.of("scaletest")))
        .withMessage("namespace: nodes are in none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LEASE.objectPath(Optional.empty(), "a"))
        .withMessage("namespace: each of the leases.coordination.k8s.io is in one");
  }

  @Test
  void refusesWhatIsNoWord() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectKind("", "v1", "pods/log", "Pod", true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectKind("apps/v1", "v1", "deployments", "Deployment", true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectKind("", "", "pods", "Pod", true));
  }
}
