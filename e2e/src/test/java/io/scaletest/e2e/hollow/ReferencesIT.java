package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Pods whose Secrets and ConfigMaps are optional, missing, or come later. */
@SideBySide
@RealControlPlane
class ReferencesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Map<String, String> PODS =
      Map.of(
          "optional-volume",
          "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}],\"volumes\":[{\"name\":\"v\","
              + "\"configMap\":{\"name\":\"not-there\",\"optional\":true}}]",
          "optional-env",
          "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\",\"env\":[{\"name\":\"A\","
              + "\"valueFrom\":{\"secretKeyRef\":{\"name\":\"no-secret\",\"key\":\"k\","
              + "\"optional\":true}}}]}]",
          "pull-secret",
          "\"imagePullSecrets\":[{\"name\":\"regcred\"}],"
              + "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]",
          "missing-env",
          "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\",\"env\":[{\"name\":\"A\","
              + "\"valueFrom\":{\"secretKeyRef\":{\"name\":\"later\",\"key\":\"k\"}}}]}]",
          "missing-volume",
          "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}],\"volumes\":[{\"name\":\"v\","
              + "\"secret\":{\"secretName\":\"later\"}}]");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"shared", "per-node"})
  void whatIsOptionalIsNotWaitedForAndWhatIsMissingIsToldUntilItIsThere(
      String watch, RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    Workloads workloads = new Workloads(cluster.client(), namespace);
    String pods = workloads.path("/api/v1", "pods");
    try (ToolProcess nodes =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=kubelet",
                "--name=refers-" + watch,
                "--watch=" + watch,
                "--references=on",
                "--events=on",
                "--summary=",
                "--deregister")
            .directory(folder)
            .start()) {
      nodes.awaitOutput("1/1 ready", LIMIT);
      PODS.forEach(
          (name, spec) ->
              workloads.create(
                  pods,
                  "{\"metadata\":{\"name\":\""
                      + name
                      + "\",\"labels\":{\"app\":\""
                      + name
                      + "\"}},\"spec\":{\"nodeName\":\"refers-"
                      + watch
                      + "\",\"terminationGracePeriodSeconds\":1,"
                      + spec
                      + "}}"));
      for (String runs : new String[] {"optional-volume", "optional-env", "pull-secret"}) {
        workloads.awaitPods(runs, 1, Workloads::isReady);
      }
      workloads.awaitPods(
          "missing-env",
          1,
          pod -> waits(pod, "CreateContainerConfigError", "secret \"later\" not found"));
      workloads.awaitPods("missing-volume", 1, pod -> waits(pod, "ContainerCreating", ""));
      awaitEvent(
          workloads,
          "FailedToRetrieveImagePullSecret",
          "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may"
              + " not succeed.");
      awaitEvent(workloads, "Failed", "Error: secret \"later\" not found");
      awaitEvent(
          workloads,
          "FailedMount",
          "MountVolume.SetUp failed for volume \"v\" : secret \"later\" not found");

      workloads.create(
          workloads.path("/api/v1", "secrets"),
          "{\"metadata\":{\"name\":\"later\"},\"stringData\":{\"k\":\"v\"}}");
      workloads.awaitPods("missing-env", 1, Workloads::isReady);
      workloads.awaitPods("missing-volume", 1, Workloads::isReady);

      cluster.client().namespaces().withName(namespace).delete();
      workloads.await("all pods go", () -> workloads.list(pods, "").isEmpty());
      nodes.signal("TERM");
      assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(143);
      assertThat(nodes.stdout()).as("the deletion is no failure").doesNotContain("terminated");
    }
  }

  private static boolean waits(JsonNode pod, String reason, String message) {
    JsonNode waiting =
        pod.path("status").path("containerStatuses").path(0).path("state").path("waiting");
    return waiting.path("reason").asString("").equals(reason)
        && waiting.path("message").asString("").equals(message);
  }

  private static void awaitEvent(Workloads workloads, String reason, String message) {
    workloads.await(
        reason,
        () ->
            workloads.list(workloads.path("/api/v1", "events"), "").stream()
                .anyMatch(
                    event ->
                        event.path("reason").asString("").equals(reason)
                            && event.path("message").asString("").equals(message)));
  }
}
