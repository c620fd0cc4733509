package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kubernetes' own workloads on hollow nodes: made by the real controllers, bound by the real
 * scheduler, run, scaled, rolled out and deleted; nothing stays behind.
 */
@SideBySide
@RealControlPlane
class WorkloadsIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int PLAIN_NODES = 18;
  private static final int GPU_NODES = 2;
  private static final String POOLS =
      """
      seed: 1
      pools:
      - name: plain
        count: 18
        zones: [a, b, c]
      - name: gpu
        count: 2
        taints: ["nvidia.com/gpu=present:NoSchedule"]
        capacity: {nvidia.com/gpu: 8, rdma/hca: 1}
        images: {count: 10}
        lifetimes:
          rules:
          - owner: Job
            runtime: lognormal:1s,0.5
      """;

  @TempDir private static Path folder;
  private static ToolProcess nodes;

  @BeforeAll
  static void startNodes(RealCluster cluster) throws IOException {
    Path pools = Files.writeString(folder.resolve("pools.yaml"), POOLS);
    nodes =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=both",
                "--pools=" + pools,
                "--watch=shared",
                "--node-ip=192.0.2.0/24",
                "--summary=" + folder.resolve("summary.json"),
                "--deregister")
            .start();
    Workloads all = new Workloads(cluster.client(), "default");
    all.await(
        "all nodes are ready",
        () ->
            all.list("/api/v1/nodes", "").stream()
                    .filter(node -> NodeControlPlane.condition(node, "Ready").equals("True"))
                    .count()
                == PLAIN_NODES + GPU_NODES);
  }

  @AfterAll
  static void endNodes(RealCluster cluster) {
    nodes.signal("TERM");
    assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(143);
    assertThat(nodes.stderr()).doesNotContain("WARN").doesNotContain("ERROR");
    nodes.close();
    assertThat(new Workloads(cluster.client(), "default").list("/api/v1/nodes", "")).isEmpty();
  }

  @Test
  void aDeploymentOf250IsScaledRolledOutAndDeleted(RealCluster cluster) {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String deployments = workloads.path("/apis/apps/v1", "deployments");
    workloads.create(
        workloads.path("/api/v1", "services"),
        "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"selector\":{\"app\":\"web\"},"
            + "\"ports\":[{\"port\":80}]}}");
    workloads.create(deployments, controller("web", "\"replicas\":250,", "", "web:1"));
    workloads.awaitPods("web", 250, Workloads::isReady);
    assertThat(addresses(workloads)).doesNotHaveDuplicates();
    workloads.await("the Service has every pod", () -> endpoints(workloads) == 250);

    String web = deployments + "/web";
    workloads.patch(web, "{\"spec\":{\"replicas\":60}}");
    workloads.awaitPods("web", 60, Workloads::isReady);
    workloads.patch(web, "{\"spec\":{\"replicas\":120}}");
    workloads.awaitPods("web", 120, Workloads::isReady);
    workloads.patch(
        web, "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"roll\":\"out\"}}}}}");
    workloads.awaitPods(
        "web",
        120,
        pod ->
            Workloads.isReady(pod)
                && pod.path("metadata")
                    .path("annotations")
                    .path("roll")
                    .asString("")
                    .equals("out"));
    workloads.await("the Service has every new pod", () -> endpoints(workloads) == 120);

    workloads.delete(web);
    workloads.awaitPods("web", 0, pod -> true);
    workloads.await("the Service has no pod", () -> endpoints(workloads) == 0);
  }

  private static List<String> addresses(Workloads workloads) {
    return workloads.pods("web").stream()
        .map(pod -> pod.path("status").path("podIP").asString())
        .toList();
  }

  private static int endpoints(Workloads workloads) {
    int ready = 0;
    String slices = workloads.path("/apis/discovery.k8s.io/v1", "endpointslices");
    for (JsonNode slice : workloads.list(slices, "kubernetes.io/service-name=web")) {
      for (JsonNode endpoint : slice.path("endpoints")) {
        ready += endpoint.path("conditions").path("ready").asBoolean(false) ? 1 : 0;
      }
    }
    return ready;
  }

  @Test
  void aJobOf200WithLognormalLifetimesCompletes(RealCluster cluster) {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String jobs = workloads.path("/apis/batch/v1", "jobs");
    workloads.create(
        jobs,
        job("batch", 200, "\"scaletest/runtime\":\"lognormal:1s,0.8\"", "", "\"resources\":{}"));

    workloads.await(
        "the Job is complete",
        () ->
            NodeControlPlane.condition(workloads.get(jobs + "/batch"), "Complete").equals("True"));

    assertThat(workloads.get(jobs + "/batch").path("status").path("succeeded").asInt())
        .isEqualTo(200);
    workloads.awaitPods(
        "batch",
        200,
        pod ->
            Workloads.phase(pod).equals("Succeeded")
                && pod.path("metadata").path("finalizers").isEmpty());
    workloads.delete(jobs + "/batch");
    workloads.awaitPods("batch", 0, pod -> true);
  }

  @Test
  void podsThatFailAreTriedAgainByTheirJob(RealCluster cluster) {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String jobs = workloads.path("/apis/batch/v1", "jobs");
    workloads.create(
        jobs,
        job(
            "flaky",
            4,
            "\"scaletest/runtime\":\"100ms\",\"scaletest/exit-codes\":\"3\"",
            "\"backoffLimit\":0,",
            "\"resources\":{}"));

    workloads.await(
        "the Job has failed",
        () -> NodeControlPlane.condition(workloads.get(jobs + "/flaky"), "Failed").equals("True"));

    JsonNode failed =
        workloads.pods("flaky").stream()
            .filter(pod -> Workloads.phase(pod).equals("Failed"))
            .findFirst()
            .orElseThrow();
    JsonNode end =
        failed.path("status").path("containerStatuses").path(0).path("state").path("terminated");
    assertThat(end.path("exitCode").asInt()).isEqualTo(3);
    assertThat(end.path("reason").asString()).isEqualTo("Error");
    workloads.delete(jobs + "/flaky");
    workloads.awaitPods("flaky", 0, pod -> true);
  }

  @Test
  void gpuPodsGoToGpuNodesAndFillThem(RealCluster cluster) {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String jobs = workloads.path("/apis/batch/v1", "jobs");
    workloads.create(
        jobs,
        job(
            "train",
            40,
            "\"x\":\"y\"",
            "",
            "\"resources\":{\"limits\":{\"nvidia.com/gpu\":\"1\"}}"));

    workloads.await(
        "the Job is complete",
        () ->
            NodeControlPlane.condition(workloads.get(jobs + "/train"), "Complete").equals("True"));

    List<JsonNode> pods = workloads.pods("train");
    assertThat(pods)
        .hasSize(40)
        .allSatisfy(
            pod -> assertThat(pod.path("spec").path("nodeName").asString()).startsWith("gpu-"));
    workloads.delete(jobs + "/train");
    workloads.awaitPods("train", 0, pod -> true);
  }

  @Test
  void aDaemonSetHasAPodOnEachNodeThatItTolerates(RealCluster cluster) {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String daemonSets = workloads.path("/apis/apps/v1", "daemonsets");
    workloads.create(
        daemonSets,
        controller("agent", "", "\"tolerations\":[{\"operator\":\"Exists\"}],", "agent:1"));
    workloads.awaitPods("agent", PLAIN_NODES + GPU_NODES, Workloads::isReady);

    List<String> places =
        workloads.pods("agent").stream()
            .map(pod -> pod.path("spec").path("nodeName").asString())
            .toList();
    assertThat(places).doesNotHaveDuplicates();
    workloads.delete(daemonSets + "/agent");
    workloads.awaitPods("agent", 0, pod -> true);
  }

  @Test
  void aStatefulSetIsStartedAndEndedInItsOrder(RealCluster cluster) {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String statefulSets = workloads.path("/apis/apps/v1", "statefulsets");
    workloads.create(
        statefulSets, controller("db", "\"replicas\":5,\"serviceName\":\"db\",", "", "db:1"));
    workloads.awaitPods("db", 5, Workloads::isReady);
    assertThat(names(workloads)).containsExactlyInAnyOrder("db-0", "db-1", "db-2", "db-3", "db-4");

    workloads.patch(statefulSets + "/db", "{\"spec\":{\"replicas\":2}}");
    workloads.awaitPods("db", 2, Workloads::isReady);
    assertThat(names(workloads)).containsExactlyInAnyOrder("db-0", "db-1");
    workloads.delete(statefulSets + "/db");
    workloads.awaitPods("db", 0, pod -> true);
  }

  private static List<String> names(Workloads workloads) {
    return workloads.pods("db").stream()
        .map(pod -> pod.path("metadata").path("name").asString())
        .collect(Collectors.toList());
  }

  private static String controller(String app, String spec, String podSpec, String image) {
    return String.format(
        "{\"metadata\":{\"name\":\"%1$s\"},\"spec\":{%2$s\"selector\":{\"matchLabels\":"
            + "{\"app\":\"%1$s\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"%1$s\"}},"
            + "\"spec\":{%3$s\"containers\":[{\"name\":\"c\",\"image\":\"%4$s\",\"resources\":"
            + "{\"requests\":{\"cpu\":\"100m\",\"memory\":\"64Mi\"}}}]}}}}",
        app, spec, podSpec, image);
  }

  private static String job(
      String name, int pods, String annotations, String spec, String container) {
    return String.format(
        "{\"metadata\":{\"name\":\"%1$s\"},\"spec\":{%4$s\"completions\":%2$d,\"parallelism\":%2$d,"
            + "\"template\":{\"metadata\":{\"labels\":{\"app\":\"%1$s\"},\"annotations\":{%3$s}},"
            + "\"spec\":{\"restartPolicy\":\"Never\",\"tolerations\":[{\"operator\":\"Exists\"}],"
            + "\"containers\":[{\"name\":\"c\",\"image\":\"%1$s:1\",%5$s}]}}}}",
        name, pods, annotations, spec, container);
  }
}
