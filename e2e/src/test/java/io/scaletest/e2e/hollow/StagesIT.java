package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.e2e.Summary;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Nodes and pods that go through kwok's own stages, and through one of a user's. */
@SideBySide
@RealControlPlane
class StagesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** A finalizer, an event, and the finalizer's removal when the pod is deleted. */
  private static final String GUARDED =
      """
      apiVersion: kwok.x-k8s.io/v1alpha1
      kind: Stage
      metadata: {name: guard}
      spec:
        resourceRef: {kind: Pod}
        selector:
          matchLabels: {guarded: "yes"}
          matchExpressions:
          - {jq: {key: '.metadata.finalizers', operator: DoesNotExist}}
          - {jq: {key: '.metadata.deletionTimestamp', operator: DoesNotExist}}
        weight: 1000000
        steps:
        - event: {type: Warning, reason: Guarded, message: a finalizer was added}
        - finalizers: {add: [{value: scaletest.io/guard}]}
      ---
      apiVersion: kwok.x-k8s.io/v1alpha1
      kind: Stage
      metadata: {name: unguard}
      spec:
        resourceRef: {kind: Pod}
        selector:
          matchExpressions:
          - {key: '.metadata.deletionTimestamp', operator: Exists}
          - {key: '.metadata.finalizers.[]', operator: In, values: [scaletest.io/guard]}
        weight: 1000000
        next:
          finalizers: {empty: true}
      """;

  private static final String SHORT =
      "\"pod-create.stage.kwok.x-k8s.io/delay\":\"50ms\","
          + "\"pod-create.stage.kwok.x-k8s.io/jitter-delay\":\"100ms\","
          + "\"pod-init-container-running.stage.kwok.x-k8s.io/jitter-delay\":\"50ms\","
          + "\"pod-init-container-completed.stage.kwok.x-k8s.io/jitter-delay\":\"50ms\","
          + "\"pod-ready.stage.kwok.x-k8s.io/jitter-delay\":\"50ms\"";

  @TempDir private Path folder;

  private ToolProcess start(RealCluster cluster, String pods, String watch) throws IOException {
    Path shipped = Repository.root().resolve("hollow-node/src/test/resources/kwok-0.8.0");
    Path own = Files.writeString(folder.resolve("guard.yaml"), GUARDED);
    return HollowNodeCommand.of(
            cluster.kubeconfig(),
            "--morph=kubelet",
            "--nodes=1",
            "--name=staged-" + pods,
            "--node-ip=192.0.2.7",
            "--watch=" + watch,
            "--stages=" + shipped.resolve("node/fast"),
            "--stages=" + shipped.resolve("pod/" + pods) + "," + own,
            "--summary=" + folder.resolve(pods + ".summary.json"),
            "--deregister")
        .start();
  }

  private static String pod(String name, String node, String annotations, String more) {
    return String.format(
        "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"guarded\":\"yes\"},\"annotations\":{%s}},"
            + "\"spec\":{\"nodeName\":\"%s\",\"terminationGracePeriodSeconds\":1,%s\"containers\":[{"
            + "\"name\":\"c\",\"image\":\"c:1\"}]}}",
        name, annotations, node, more);
  }

  @Test
  void theShippedStagesAndAUsersOwnArePlayed(RealCluster cluster) throws IOException {
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String pods = workloads.path("/api/v1", "pods");
    try (ToolProcess fast = start(cluster, "fast", "shared");
        ToolProcess general = start(cluster, "general", "per-node")) {
      fast.awaitOutput("1/1 ready", LIMIT);
      general.awaitOutput("1/1 ready", LIMIT);
      JsonNode node = workloads.get("/api/v1/nodes/staged-fast");
      assertThat(node.at("/status/phase").asString()).isEqualTo("Running");
      assertThat(node.at("/status/nodeInfo/kubeletVersion").asString()).isEqualTo("kwok-0.8.0");
      assertThat(node.at("/status/addresses/0/address").asString()).isEqualTo("192.0.2.7");
      assertThat(node.at("/status/capacity/pods").asString()).isEqualTo("110");

      workloads.create(pods, pod("quick", "staged-fast", "", ""));
      workloads.create(
          pods,
          pod(
              "slow",
              "staged-general",
              SHORT,
              "\"initContainers\":[{\"name\":\"i\",\"image\":\"i:1\"}],"));
      workloads.create(workloads.path("/apis/batch/v1", "jobs"), job());
      workloads.await("quick runs", () -> Workloads.isReady(workloads.get(pods + "/quick")));
      workloads.await("slow runs", () -> Workloads.isReady(workloads.get(pods + "/slow")));
      JsonNode slow = workloads.get(pods + "/slow").path("status");
      assertThat(slow.at("/initContainerStatuses/0/state/terminated/reason").asString())
          .isEqualTo("Completed");
      assertThat(slow.path("hostIP").asString()).isEqualTo("192.0.2.7");
      assertThat(slow.path("podIP").asString()).startsWith("10.");
      workloads.await(
          "the job's pod completes",
          () ->
              workloads
                      .get(workloads.path("/apis/batch/v1", "jobs") + "/j")
                      .at("/status/succeeded")
                      .asInt(0)
                  == 1);

      for (String name : List.of("quick", "slow")) {
        assertThat(workloads.get(pods + "/" + name).at("/metadata/finalizers/0").asString(""))
            .isEqualTo("scaletest.io/guard");
        workloads.delete(pods + "/" + name);
      }
      workloads.await("the pods are gone", () -> workloads.list(pods, "guarded=yes").isEmpty());
      assertThat(events(workloads)).contains("Warning Guarded", "Normal Created");
      for (ToolProcess process : List.of(fast, general)) {
        process.signal("TERM");
        assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(143);
      }
    }
    Summary summary = Summary.read(folder.resolve("fast.summary.json"));
    assertThat(summary.count("podsDeleted")).isPositive();
    assertThat(workloads.list("/api/v1/nodes", "kubernetes.io/hostname=staged-fast")).isEmpty();
  }

  private static String job() {
    return "{\"metadata\":{\"name\":\"j\"},\"spec\":{\"template\":{"
        + "\"spec\":{\"nodeName\":\"staged-fast\",\"restartPolicy\":\"Never\",\"containers\":[{"
        + "\"name\":\"c\",\"image\":\"c:1\"}]}}}}";
  }

  private static List<String> events(Workloads workloads) {
    return workloads.list(workloads.path("/api/v1", "events"), "").stream()
        .map(event -> event.path("type").asString("") + " " + event.path("reason").asString(""))
        .toList();
  }
}
