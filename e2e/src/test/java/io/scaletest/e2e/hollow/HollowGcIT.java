package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gc after hollow nodes that were killed. */
@SideBySide
@RealControlPlane
class HollowGcIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  private static final List<String> COLLECTIONS =
      List.of(
          "/api/v1/nodes",
          "/apis/storage.k8s.io/v1/csinodes",
          LEASES,
          "/apis/certificates.k8s.io/v1/certificatesigningrequests");

  @TempDir private Path folder;

  private void killed(RealCluster cluster, String runId, String... options) {
    try (ToolProcess nodes =
        HollowNodeCommand.of(cluster.kubeconfig(), options)
            .arguments("--morph=kubelet", "--runid=" + runId, "--summary=")
            .directory(folder)
            .start()) {
      nodes.awaitOutput("(\\d+)/\\1 ready", LIMIT);
      Workloads workloads = new Workloads(cluster.client(), "default");
      workloads.await(
          "leases", () -> !workloads.list(LEASES, "scaletest/runid=" + runId).isEmpty());
      nodes.signal("KILL");
      nodes.awaitExit(LIMIT);
    }
  }

  /** What gc said. */
  private record Said(String stdout, String stderr) {}

  private static Said gc(Path kubeconfig, int status, String... options) {
    try (ToolProcess gc =
        ToolProcess.jar("gc", options)
            .arguments("-kubeconfig", kubeconfig.toString(), "-wait", "150s")
            .start()) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isEqualTo(status);
      return new Said(gc.stdout(), gc.stderr());
    }
  }

  private static List<String> left(RealCluster cluster, String runId) {
    Workloads workloads = new Workloads(cluster.client(), "default");
    return COLLECTIONS.stream()
        .flatMap(path -> workloads.list(path, "scaletest/runid=" + runId).stream())
        .map(object -> object.path("metadata").path("name").asString(""))
        .toList();
  }

  @Test
  void whatKilledNodesLeftIsFoundByItsRunAndDeleted(RealCluster cluster) {
    killed(cluster, "left", "--nodes=3", "--name-pattern=left-%d", "--identity=per-node");
    killed(cluster, "other", "--name=other-0", "--watch=shared");
    assertThat(left(cluster, "left"))
        .as("three each: nodes, CSINodes, requests for certificates; and leases")
        .hasSizeBetween(10, 12);

    Said dry = gc(cluster.kubeconfig(), 0, "-runid", "left", "-dry-run");
    assertThat(dry.stdout()).contains("found 3 nodes of run left, deleted none");
    Said gc = gc(cluster.kubeconfig(), 0, "-runid", "left");
    assertThat(gc.stdout()).contains("deleted 3 nodes of run left");
    assertThat(left(cluster, "left")).isEmpty();
    assertThat(left(cluster, "other")).isNotEmpty();

    gc(cluster.kubeconfig(), 0, "-all");
    assertThat(left(cluster, "other")).isEmpty();
    assertThat(gc(cluster.kubeconfig(), 0, "-all").stdout())
        .isEqualTo("nothing to delete: no objects of all runs\n");
  }

  @Test
  void whatMayNotBeListedIsToldKindByKindAndFailsWithoutHidingTheRest(RealCluster cluster) {
    String objects =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: mine-1, labels: {purpose: scaletest}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: maps}
        rules:
        - {apiGroups: [""], resources: [configmaps], verbs: [list, delete]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: maps}
        subjects: [{kind: User, name: mapper}]
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: maps}
        """;
    cluster
        .client()
        .load(new ByteArrayInputStream(objects.getBytes(StandardCharsets.UTF_8)))
        .inNamespace("scaletest")
        .create();
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    Path mapper = cluster.kubeconfigFor("mapper", List.of(), clock.now().plus(Duration.ofHours(1)));
    Workloads workloads = new Workloads(cluster.client(), "default");
    workloads.await("the role is in force", () -> mayListConfigMaps(cluster));
    Said gc = gc(mapper, 1, "-runid", "mine");
    assertThat(gc.stdout())
        .as(gc.stderr())
        .isEqualTo("deleted 1 configmaps of run mine (0 were already gone, 0 failed)\n");
    assertThat(gc.stderr().lines())
        .anyMatch(line -> line.startsWith("nodes: cannot list: nodes is forbidden"))
        .anyMatch(line -> line.startsWith("leases: cannot list: leases.coordination"));
  }

  private static boolean mayListConfigMaps(RealCluster cluster) {
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser("mapper")
            .withNewResourceAttributes()
            .withNamespace("scaletest")
            .withVerb("list")
            .withResource("configmaps")
            .endResourceAttributes()
            .endSpec()
            .build();
    return cluster
        .client()
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(review)
        .getStatus()
        .getAllowed();
  }
}
