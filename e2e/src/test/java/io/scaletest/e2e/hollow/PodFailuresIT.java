package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.e2e.FreePort;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Pods that fail on purpose, as the control plane and its users see them. */
@RealControlPlane
@SideBySide
class PodFailuresIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String POOL = "pods-fail";
  private static final String POOLS =
      """
      seed: 7
      pools:
      - name: pods-fail
        count: 2
        labels: {pool: pods-fail}
        failures:
        - {what: pod-image-pull, image: "broken:.*", for: 9s}
        - {what: pod-crash, labels: {app: ruled}, code: 42}
      """;

  private static final String NEVER = "\"restartPolicy\":\"Never\"";
  private static final String ALWAYS = "\"restartPolicy\":\"Always\"";
  private static final String PROBE =
      "Probe\":{\"httpGet\":{\"port\":80},\"periodSeconds\":1,\"failureThreshold\":";

  private final List<ToolProcess> started = new ArrayList<>();
  @TempDir private Path folder;
  private String namespace;
  private Workloads workloads;
  private String pods;
  private String jobs;

  private ToolProcess start(
      RealCluster cluster, String pools, String summary, int nodes, String... options)
      throws IOException {
    Path file = Files.writeString(folder.resolve("pools.yaml"), pools);
    ToolProcess process =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=kubelet",
                "--pools=" + file,
                "--summary=" + folder.resolve(summary),
                "--deregister")
            .arguments(options)
            .start();
    started.add(process);
    process.awaitOutput(nodes + "/" + nodes + " ready", LIMIT);
    return process;
  }

  private void end(ToolProcess process) {
    started.remove(process);
    try (process) {
      process.signal("TERM");
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(143);
    }
  }

  /** After a failure, too: the next class of this cluster finds no nodes of this one. */
  @AfterEach
  void endWhatStillRuns() {
    List.copyOf(started).forEach(this::end);
  }

  private void use(RealCluster cluster) {
    namespace = cluster.uniqueNamespace();
    workloads = new Workloads(cluster.client(), namespace);
    pods = workloads.path("/api/v1", "pods");
    jobs = workloads.path("/apis/batch/v1", "jobs");
  }

  /** Returns a template of pods that fail as an annotation says. */
  private static String template(String app, String failures, String spec, String container) {
    return String.format(
        "{\"metadata\":{\"labels\":{\"app\":\"%1$s\"},\"annotations\":{\"scaletest/failures\":"
            + "\"%2$s\"}},\"spec\":{\"nodeSelector\":{\"pool\":\"%5$s\"},"
            + "\"terminationGracePeriodSeconds\":1,%3$s,\"containers\":[{\"name\":\"c\","
            + "\"image\":\"i:1\"%4$s}]}}",
        app, failures, spec, container, POOL);
  }

  private void pod(String name, String failures, String spec, String container) {
    workloads.create(pods, named(name, template(name, failures, spec, container)));
  }

  private static String named(String name, String template) {
    return template.replaceFirst("\"metadata\":\\{", "\"metadata\":{\"name\":\"" + name + "\",");
  }

  private JsonNode pod(String name) {
    return workloads.get(pods + "/" + name);
  }

  private JsonNode container(String name) {
    return pod(name).at("/status/containerStatuses/0");
  }

  private String waiting(String name) {
    return container(name).at("/state/waiting/reason").asString("");
  }

  private boolean isReady(String name) {
    return Workloads.isReady(pod(name));
  }

  /** Returns reasons and messages of a pod's events. */
  private List<String> events(String name) {
    List<String> events = new ArrayList<>();
    for (JsonNode event : workloads.list(workloads.path("/api/v1", "events"), "")) {
      if (event.at("/involvedObject/name").asString("").equals(name)) {
        events.add(event.path("reason").asString("") + " " + event.path("message").asString(""));
      }
    }
    return events;
  }

  private void awaitEvent(String name, String beginning) {
    workloads.await(
        "event of " + name + ": " + beginning,
        () -> events(name).stream().anyMatch(event -> event.startsWith(beginning)));
  }

  private String condition(String job, String type) {
    return NodeControlPlane.condition(workloads.get(jobs + "/" + job), type);
  }

  @Test
  void theControlPlaneSeesEachFailureOfAPod(RealCluster cluster) throws IOException {
    use(cluster);
    ToolProcess nodes = start(cluster, POOLS, "run.summary.json", 2);
    createAll();

    crashesAreSeenByKubectl(cluster);
    unhealthyPodsLeaveTheirService();
    jobsCountWhatFails();
    aStatefulPodKeepsItsName();
    podsThatAreSlowOrStuckBeginLater();
    awaitEvent("nonsense", "InvalidAnnotation scaletest/failures: what: must be one of pod-crash");
    assertThat(nodes.stderr()).contains("nonsense: scaletest/failures: what: must be one of");
    end(nodes);
  }

  /** What takes its time does so side by side. */
  private void createAll() {
    pod("crash", "pod-crash code=3", ALWAYS, "");
    pod("well", "", ALWAYS, "");
    workloads.create(
        pods, named("broken", template("broken", "", ALWAYS, "")).replace("i:1", "broken:1"));
    pod("creating", "pod-stuck-creating for=9s", ALWAYS, "");
    pod("slow", "pod-slow-start delay=6s", ALWAYS, ",\"startup" + PROBE + "30}");
    pod("live", "pod-liveness times=1", ALWAYS, ",\"liveness" + PROBE + "1}");
    pod("nonsense", "melt", ALWAYS, "");
    String leak = "\"scaletest/usage-memory\":\"leak:40Mi,20Mi\",";
    String leaking =
        template("leak", "", NEVER, ",\"resources\":{\"limits\":{\"memory\":\"60Mi\"}}")
            .replaceFirst("\"annotations\":\\{", "\"annotations\":{" + leak);
    workloads.create(pods, named("leak", leaking));
    workloads.create(
        workloads.path("/api/v1", "services"),
        "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"selector\":{\"app\":\"web\"},"
            + "\"ports\":[{\"port\":80}]}}");
    pod("web", "", ALWAYS, ",\"readiness" + PROBE + "2}");
    String policy =
        "\"podFailurePolicy\":{\"rules\":[{\"action\":\"FailJob\",\"onExitCodes\":"
            + "{\"operator\":\"In\",\"values\":[42]}}]}";
    job("policy", "\"backoffLimit\":6," + policy, template("ruled", "", NEVER, ""));
    job("limit", "\"backoffLimit\":0", template("limit", "pod-crash code=5", NEVER, ""));
    workloads.create(
        workloads.path("/apis/apps/v1", "statefulsets"),
        "{\"metadata\":{\"name\":\"db\"},\"spec\":{\"serviceName\":\"db\",\"selector\":"
            + "{\"matchLabels\":{\"app\":\"db\"}},\"template\":"
            + template("db", "pod-stuck-terminating", ALWAYS, "")
            + "}}");
  }

  private void job(String name, String spec, String template) {
    workloads.create(
        jobs,
        String.format(
            "{\"metadata\":{\"name\":\"%s\"},\"spec\":{%s,\"template\":%s}}",
            name, spec, template));
  }

  private void crashesAreSeenByKubectl(RealCluster cluster) {
    workloads.await("a crash loop", () -> waiting("crash").equals("CrashLoopBackOff"));
    JsonNode ended = container("crash").at("/lastState/terminated");
    assertThat(ended.path("exitCode").asInt()).isEqualTo(3);
    assertThat(ended.path("reason").asString()).isEqualTo("Error");
    try (ToolProcess kubectl =
        ToolProcess.command(
                RealCluster.kubectl().toString(),
                "--kubeconfig=" + cluster.kubeconfig(),
                "--cache-dir=" + folder.resolve("kubectl"),
                "--namespace=" + namespace,
                "get",
                "pod",
                "crash")
            .start()) {
      assertThat(kubectl.awaitExit(LIMIT)).as(kubectl.stderr()).isZero();
      assertThat(kubectl.stdout()).containsPattern("crash +0/1 +CrashLoopBackOff");
    }
    awaitEvent("crash", "BackOff Back-off restarting failed container c in pod crash_");
    workloads.await("the leak is killed", () -> Workloads.phase(pod("leak")).equals("Failed"));
    JsonNode killed = container("leak").at("/state/terminated");
    assertThat(killed.path("exitCode").asInt()).isEqualTo(137);
    assertThat(killed.path("reason").asString()).isEqualTo("OOMKilled");
  }

  private void unhealthyPodsLeaveTheirService() {
    workloads.await("web is ready", () -> isReady("web"));
    workloads.await("the Service has it", () -> readyEndpoints() == 1);
    annotate("web", "\"pod-readiness\"");
    workloads.await("the Service has it no more", () -> readyEndpoints() == 0);
    awaitEvent("web", "Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 503");
    assertThat(container("web").path("restartCount").asInt()).isZero();
    annotate("web", "null");
    workloads.await("the Service has it again", () -> readyEndpoints() == 1);

    workloads.await(
        "live was started again",
        () -> container("live").path("restartCount").asInt() == 1 && isReady("live"));
    awaitEvent("live", "Unhealthy Liveness probe failed");
    awaitEvent("live", "Killing Container c failed liveness probe, will be restarted");
  }

  private int readyEndpoints() {
    int ready = 0;
    String slices = workloads.path("/apis/discovery.k8s.io/v1", "endpointslices");
    for (JsonNode slice : workloads.list(slices, "kubernetes.io/service-name=web")) {
      for (JsonNode endpoint : slice.path("endpoints")) {
        ready += endpoint.at("/conditions/ready").asBoolean(false) ? 1 : 0;
      }
    }
    return ready;
  }

  private void annotate(String name, String value) {
    workloads.patch(
        pods + "/" + name,
        "{\"metadata\":{\"annotations\":{\"scaletest/failures\":" + value + "}}}");
  }

  private void jobsCountWhatFails() {
    workloads.await("the Job's policy counts", () -> condition("policy", "Failed").equals("True"));
    workloads.await("so does its limit", () -> condition("limit", "Failed").equals("True"));
    assertThat(reason("policy")).isEqualTo("PodFailurePolicy");
    assertThat(reason("limit")).isEqualTo("BackoffLimitExceeded");
    assertThat(workloads.get(jobs + "/limit").at("/status/failed").asInt()).isEqualTo(1);
  }

  private String reason(String job) {
    for (JsonNode condition : workloads.get(jobs + "/" + job).at("/status/conditions")) {
      if (condition.path("type").asString("").equals("Failed")) {
        return condition.path("reason").asString("");
      }
    }
    return "";
  }

  private void aStatefulPodKeepsItsName() {
    workloads.await("db-0 is ready", () -> isReady("db-0"));
    String before = pod("db-0").at("/metadata/uid").asString();
    workloads.delete(pods + "/db-0");
    awaitEvent("db-0", "FailedKillPod error killing pod: failed to \"KillContainer\" for \"c\"");
    JsonNode held = pod("db-0");
    assertThat(held.at("/metadata/uid").asString()).isEqualTo(before);
    assertThat(held.at("/metadata").has("deletionTimestamp")).isTrue();
    assertThat(container("db-0").path("state").has("running")).isTrue();
    annotate("db-0", "null");
    workloads.await(
        "another db-0 is ready",
        () -> isReady("db-0") && !pod("db-0").at("/metadata/uid").asString(before).equals(before));
    annotate("db-0", "null");
    workloads.delete(workloads.path("/apis/apps/v1", "statefulsets") + "/db");
  }

  private void podsThatAreSlowOrStuckBeginLater() {
    awaitEvent("slow", "Unhealthy Startup probe failed");
    workloads.await("slow has started", () -> isReady("slow"));
    awaitEvent("creating", "FailedCreatePodSandBox Failed to create pod sandbox: rpc error");
    workloads.await("creating runs", () -> isReady("creating"));
    for (String beginning :
        List.of(
            "Failed Error: ErrImagePull", "Failed Error: ImagePullBackOff", "BackOff Back-off")) {
      awaitEvent("broken", beginning);
    }
    workloads.await("the image is pulled at last", () -> isReady("broken"));
    assertThat(isReady("well")).isTrue();
    // The scheduler may have been before the nodes, the pod before what its volumes need.
    assertThat(events("well"))
        .filteredOn(event -> !event.startsWith("FailedScheduling"))
        .filteredOn(event -> !event.startsWith("FailedMount"))
        .noneMatch(event -> event.startsWith("Failed"));
  }

  @Test
  void theSamePodsFailAgainWithTheSameSeed(RealCluster cluster) throws IOException {
    use(cluster);
    List<String> first = ordered(cluster, "first");
    assertThat(first).hasSize(4);
    assertThat(ordered(cluster, "second")).isEqualTo(first);
  }

  /**
   * Orders a failure of four of eight pods, of the same names each time; returns what the file of
   * steps says was done. They are drawn of those that are there, so the order waits for all eight.
   * They come behind their node: the pod garbage collector looks twice, 40 s apart, whether a node
   * is missing, and would take a gap between two runs for one that lasts.
   */
  private List<String> ordered(RealCluster cluster, String run) throws IOException {
    int port = FreePort.pick();
    ToolProcess nodes =
        start(
            cluster,
            "pools: [{name: again}]",
            run + ".summary.json",
            1,
            "--seed=11",
            "--failure-orders=http",
            "--metricport=" + port);
    for (int i = 0; i < 8; i++) {
      workloads.create(
          pods,
          String.format(
              "{\"metadata\":{\"name\":\"p-%d\",\"labels\":{\"app\":\"again\"}},\"spec\":"
                  + "{\"nodeName\":\"again\",\"terminationGracePeriodSeconds\":1,"
                  + "\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}",
              i));
    }
    workloads.awaitPods("again", 8, Workloads::isReady);
    FailureOrder order = FailureOrder.to(port, "{what: pod-crash, pods: 4, code: 9}");
    assertThat(order.status()).as(order.text()).isEqualTo(200);
    workloads.await(
        "four pods have crashed",
        () ->
            workloads.pods("again").stream()
                    .filter(
                        pod ->
                            pod.at("/status/containerStatuses/0/lastState/terminated/exitCode")
                                    .asInt(0)
                                == 9)
                    .count()
                == 4);
    for (int i = 0; i < 8; i++) {
      workloads.delete(pods + "/p-" + i);
    }
    workloads.awaitPods("again", 0, pod -> true);
    end(nodes);
    return Files.readAllLines(folder.resolve(run + ".failures.csv")).stream()
        .filter(row -> row.contains(",begin,"))
        .map(row -> row.substring(row.lastIndexOf(',') + 1))
        .toList();
  }
}
