package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunNamesTest {
  private final RunNames names = new RunNames("rep", 0);

  @Test
  void namespacesAndTheClustersObjectsBeginWithTheRun() {
    assertThat(names.namespace("shop")).isEqualTo("rep-shop");
    assertThat(names.ofCluster("namespaces", "shop")).isEqualTo("rep-shop");
    assertThat(names.ofCluster("nodes", "n1")).isEqualTo("rep-n1");
    assertThat(names.ofCluster("clusterroles.rbac.authorization.k8s.io", "system:x"))
        .isEqualTo("rep-system:x");
    assertThat(new RunNames("rep", 3).namespace("shop")).isEqualTo("rep-3-shop");
    assertThat(names.ofCluster("customresourcedefinitions.apiextensions.k8s.io", "foos.e.com"))
        .as("it means something")
        .isEqualTo("foos.e.com");
  }

  @Test
  void longNamesKeepTheirLimitAndStayDifferent() {
    String one = "n".repeat(62) + "1";
    String other = "n".repeat(62) + "2";

    assertThat(names.namespace(one))
        .hasSize(63)
        .startsWith("rep-nnn")
        .isNotEqualTo(names.namespace(other));
    assertThat(names.namespace(one)).isEqualTo(names.namespace(one)).matches("[a-z0-9-]+[a-z0-9]");
    assertThat(names.ofCluster("nodes", one)).hasSize(63);
    assertThat(names.ofCluster("nodes", "n".repeat(253))).hasSize(253);
    assertThat(names.namespace("a".repeat(48) + "-" + "b".repeat(14)))
        .as("no dash before the hash's")
        .doesNotContain("--");
  }
}
