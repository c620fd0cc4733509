package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kubectl, as people and scripts use it. */
@SideBySide
@Timeout(300)
class KubectlContractIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Path configMap(String value) throws IOException {
    return file(
        "cm.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: a
          labels: {app: a}
        data:
          k: "%s"
        """
            .formatted(value));
  }

  @OnBothClusters
  void createGetLabelAndDelete(TestCluster cluster) throws IOException {
    Api api = new Api(cluster);
    Kubectl kubectl = new Kubectl(cluster, api.namespace(), folder);
    String file = configMap("1").toString();
    assertThat(kubectl.run("create", "-f", file)).isEqualTo("configmap/a created\n");
    assertThat(kubectl.fail("create", "-f", file)).contains("(AlreadyExists)");
    assertThat(kubectl.run("get", "configmaps", "-l", "app=a"))
        .matches("NAME +DATA +AGE\\s+a +1 +\\d+s\\s+");
    assertThat(kubectl.run("get", "cm", "a", "-o", "jsonpath={.data.k}")).isEqualTo("1");
    assertThat(kubectl.run("label", "cm", "a", "tier=gold")).isEqualTo("configmap/a labeled\n");
    assertThat(kubectl.run("annotate", "cm", "a", "x=y")).isEqualTo("configmap/a annotated\n");
    assertThat(kubectl.run("get", "cm", "-l", "tier=gold", "-o", "name"))
        .isEqualTo("configmap/a\n");
    assertThat(kubectl.run("delete", "-f", file)).startsWith("configmap \"a\" deleted");
    assertThat(kubectl.fail("get", "cm", "a")).contains("(NotFound)");
  }

  @OnBothClusters
  void applyCreatesThenChangesThenLeavesAlone(TestCluster cluster) throws IOException {
    Api api = new Api(cluster);
    Kubectl kubectl = new Kubectl(cluster, api.namespace(), folder);
    assertThat(kubectl.run("apply", "-f", configMap("1").toString()))
        .isEqualTo("configmap/a created\n");
    assertThat(kubectl.run("apply", "-f", configMap("2").toString()))
        .isEqualTo("configmap/a configured\n");
    assertThat(kubectl.run("apply", "-f", configMap("2").toString()))
        .isEqualTo("configmap/a unchanged\n");
    assertThat(ok(api.get(api.configMaps() + "/a")).path("data").toString())
        .isEqualTo("{\"k\":\"2\"}");
  }

  @OnBothClusters
  void applyAndScaleADeployment(TestCluster cluster) throws IOException {
    Api api = new Api(cluster);
    Kubectl kubectl = new Kubectl(cluster, api.namespace(), folder);
    String deployment = WritesContractIT.deployment("web");
    Path file = file("d.json", deployment);
    assertThat(kubectl.run("apply", "-f", file.toString()))
        .isEqualTo("deployment.apps/web created\n");
    Files.writeString(file, deployment.replace("\"image\":\"i\"", "\"image\":\"j\""));
    assertThat(kubectl.run("apply", "-f", file.toString()))
        .isEqualTo("deployment.apps/web configured\n");
    assertThat(kubectl.run("scale", "deployment", "web", "--replicas=3"))
        .isEqualTo("deployment.apps/web scaled\n");
    assertThat(
            kubectl.run(
                "get",
                "deploy",
                "web",
                "-o",
                "jsonpath={.spec.replicas} {.spec.template.spec.containers[*].image}"))
        .isEqualTo("3 j");
    assertThat(kubectl.run("get", "deployments")).contains("READY").contains("/3");
  }

  @OnBothClusters
  void getWatchesUntilItIsStopped(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    Kubectl kubectl = new Kubectl(cluster, api.namespace(), folder);
    try (ToolProcess watch = kubectl.start("get", "cm", "-l", "app", "-w", "-o", "name")) {
      watch.awaitOutput("configmap/a", LIMIT);
      api.createConfigMap("b", "1");
      watch.awaitOutput("configmap/b", LIMIT);
    }
  }

  @OnBothClusters
  void apiResourcesAndVersionAreTold(TestCluster cluster) {
    Api api = new Api(cluster);
    Kubectl kubectl = new Kubectl(cluster, api.namespace(), folder);
    assertThat(kubectl.run("api-resources", "--no-headers", "-o", "name").lines())
        .contains("configmaps", "deployments.apps", "leases.coordination.k8s.io");
    assertThat(kubectl.run("version")).contains("Server Version: v1.36");
    assertThat(kubectl.run("get", "--raw", "/livez")).isEqualTo("ok");
  }

  @OnBothClusters
  void patchOfEachKind(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    Kubectl kubectl = new Kubectl(cluster, api.namespace(), folder);
    kubectl.run("patch", "cm", "a", "-p", "{\"data\":{\"s\":\"strategic\"}}");
    kubectl.run("patch", "cm", "a", "--type=merge", "-p", "{\"data\":{\"m\":\"merge\"}}");
    kubectl.run(
        "patch",
        "cm",
        "a",
        "--type=json",
        "-p",
        "[{\"op\":\"add\",\"path\":\"/data/j\",\"value\":\"json\"}]");
    assertThat(ok(api.get(api.configMaps() + "/a")).path("data").size()).isEqualTo(4);
  }
}
