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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Pods on hollow nodes whose lives are cut short, changed or left alone: real controllers count
 * them as they count those of real kubelets, however the nodes watch.
 */
@SideBySide
@RealControlPlane
class PodLivesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String NEVER =
      "\"restartPolicy\":\"Never\",\"terminationGracePeriodSeconds\":1";

  @TempDir private Path folder;

  /** Starts nodes of a pool, which pods choose by its name, and waits until all are ready. */
  private ToolProcess start(
      RealCluster cluster, String pool, int nodes, String watch, String... more)
      throws IOException {
    String text =
        "pools: [{name: %1$s, count: %2$d, names: \"%1$s-%%d\", labels: {pool: %1$s},"
            + " capacity: {cpu: 2, memory: 64Gi, pods: 110}}]";
    Path file = Files.writeString(folder.resolve(pool + ".yaml"), String.format(text, pool, nodes));
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("--morph=kubelet", "--pools=" + file, "--watch=" + watch, "--summary="));
    ToolProcess process =
        HollowNodeCommand.of(cluster.kubeconfig(), options.toArray(String[]::new)).start();
    Workloads all = new Workloads(cluster.client(), "default");
    all.await(
        nodes + " nodes are ready under this process: " + process.stderr(),
        () ->
            ready(all, pool) == nodes && process.stderr().contains(nodes + "/" + nodes + " ready"));
    return process;
  }

  private static long ready(Workloads all, String pool) {
    return all.list("/api/v1/nodes", "pool=" + pool).stream()
        .filter(node -> NodeControlPlane.condition(node, "Ready").equals("True"))
        .count();
  }

  private static void end(RealCluster cluster, ToolProcess nodes, String pool) {
    nodes.signal("TERM");
    assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(143);
    nodes.close();
    Workloads all = new Workloads(cluster.client(), "default");
    all.list("/api/v1/nodes", "pool=" + pool)
        .forEach(node -> all.delete("/api/v1/nodes/" + node.at("/metadata/name").asString()));
  }

  private static String template(String pool, String annotations, String spec, String container) {
    return String.format(
        "{\"metadata\":{\"labels\":{\"app\":\"%1$s\"},\"annotations\":{%2$s}},\"spec\":{"
            + "\"nodeSelector\":{\"pool\":\"%1$s\"},%3$s,"
            + "\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"%4$s}]}}",
        pool, annotations, spec, container);
  }

  private static String job(String name, int pods, String spec, String template) {
    return String.format(
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"completions\":%2$d,\"parallelism\":%2$d,"
            + "\"completionMode\":\"Indexed\",%3$s,\"template\":%4$s}}",
        name, pods, spec, template);
  }

  private static String pod(String name, String template) {
    return template.replaceFirst("\"metadata\":\\{", "\"metadata\":{\"name\":\"" + name + "\",");
  }

  private static String cpu(String quantity) {
    return ",\"resources\":{\"requests\":{\"cpu\":\"" + quantity + "\"}}";
  }

  private static boolean isRunning(JsonNode pod) {
    return Workloads.phase(pod).equals("Running") && !pod.at("/metadata").has("deletionTimestamp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"per-node", "shared"})
  void preemptedAndEvictedPodsHaveFailedAndTheirJobTriesAgain(String watch, RealCluster cluster)
      throws IOException {
    String pool = "cut-" + watch;
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    String classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    workloads.create(classes, "{\"metadata\":{\"name\":\"" + pool + "\"},\"value\":1000}");
    ToolProcess nodes = start(cluster, pool, 2, watch);
    String jobs = workloads.path("/apis/batch/v1", "jobs");
    String hour = template(pool, "\"scaletest/runtime\":\"1h\"", NEVER, cpu("1"));
    workloads.create(jobs, job("low", 4, "\"backoffLimitPerIndex\":3", hour));
    workloads.awaitPods(pool, 4, PodLivesIT::isRunning);

    String pods = workloads.path("/api/v1", "pods");
    for (String name : List.of("high-1", "high-2")) {
      String high = "\"priorityClassName\":\"" + pool + "\"";
      workloads.create(
          pods,
          pod(
              name,
              template("x", "", high, cpu("2"))
                  .replace("\"x\"", "\"" + pool + "\"")
                  .replace("\"app\":\"" + pool, "\"app\":\"high")));
    }
    workloads.awaitPods("high", 2, PodLivesIT::isRunning);
    workloads.await(
        "the Job counts four failures and no success",
        () -> workloads.get(jobs + "/low").at("/status/failed").asInt(0) == 4);
    JsonNode status = workloads.get(jobs + "/low").path("status");
    assertThat(status.path("succeeded").asInt(0)).as(status.toString()).isZero();

    workloads.delete(pods + "/high-1");
    workloads.delete(pods + "/high-2");
    workloads.awaitPods(pool, 4, PodLivesIT::isRunning);
    String victim = workloads.pods(pool).get(0).at("/metadata/name").asString();
    workloads.create(
        pods + "/" + victim + "/eviction",
        "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\""
            + victim
            + "\"}}");
    workloads.await(
        "the Job counts the eviction",
        () -> workloads.get(jobs + "/low").at("/status/failed").asInt(0) == 5);
    assertThat(workloads.get(jobs + "/low").at("/status/succeeded").asInt(0)).isZero();
    end(cluster, nodes, pool);
  }

  @ParameterizedTest
  @ValueSource(strings = {"per-node", "shared"})
  void killedNodesGoOnFromWhatTheServerHas(String watch, RealCluster cluster) throws IOException {
    String pool = "kill-" + watch;
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    ToolProcess nodes = start(cluster, pool, 2, watch);
    String pods = workloads.path("/api/v1", "pods");
    String jobs = workloads.path("/apis/batch/v1", "jobs");
    String crash = "\"scaletest/runtime\":\"1s\",\"scaletest/exit-codes\":\"1\"";
    workloads.create(pods, pod("crash", template(pool, crash, "\"restartPolicy\":\"Always\"", "")));
    String deadline = NEVER + ",\"activeDeadlineSeconds\":60";
    workloads.create(pods, pod("deadline", template(pool, "", deadline, "")));
    String minute = template(pool, "\"scaletest/runtime\":\"45s\"", NEVER, "");
    workloads.create(jobs, job("steady", 2, "\"backoffLimit\":0", minute));
    workloads.await(
        "crash was started three times", () -> restarts(workloads.get(pods + "/crash")) == 2);
    workloads.awaitPods(pool, 4, pod -> !Workloads.phase(pod).equals("Pending"));
    Map<String, String> before = addresses(workloads, pool);

    nodes.signal("KILL");
    nodes.awaitExit(LIMIT);
    nodes.close();
    String late = pod("late", template(pool, "", NEVER, ""));
    workloads.create(pods, late);
    ToolProcess again = start(cluster, pool, 2, watch);

    assertThat(restarts(workloads.get(pods + "/crash"))).isGreaterThanOrEqualTo(2);
    workloads.await(
        "the pod that came meanwhile runs", () -> isRunning(workloads.get(pods + "/late")));
    workloads.await(
        "crash goes on with its restarts", () -> restarts(workloads.get(pods + "/crash")) == 3);
    workloads.await(
        "the Job is complete",
        () ->
            NodeControlPlane.condition(workloads.get(jobs + "/steady"), "Complete").equals("True"));
    JsonNode job = workloads.get(jobs + "/steady").path("status");
    assertThat(job.path("failed").asInt(0)).as(job.toString()).isZero();
    workloads.await(
        "the deadline is kept",
        () ->
            workloads
                .get(pods + "/deadline")
                .at("/status/reason")
                .asString("")
                .equals("DeadlineExceeded"));
    Map<String, String> after = addresses(workloads, pool);
    before.forEach((name, ip) -> assertThat(after).containsEntry(name, ip));
    assertThat(after.values()).doesNotHaveDuplicates();
    end(cluster, again, pool);
  }

  private static int restarts(JsonNode pod) {
    return pod.at("/status/containerStatuses/0/restartCount").asInt(-1);
  }

  /** Returns node and address of each pod of an app, by its name. */
  private static Map<String, String> addresses(Workloads workloads, String app) {
    Map<String, String> addresses = new HashMap<>();
    for (JsonNode pod : workloads.pods(app)) {
      addresses.put(pod.at("/metadata/name").asString(), pod.at("/status/podIP").asString(""));
    }
    return addresses;
  }

  @Test
  void podsOfIpv6FirstNodesHaveBothFamiliesAndNamespacesAreEmptied(RealCluster cluster)
      throws IOException {
    String pool = "six";
    String namespace = cluster.uniqueNamespace();
    Workloads workloads = new Workloads(cluster.client(), namespace);
    ToolProcess nodes = start(cluster, pool, 2, "shared");
    for (int n = 0; n < 2; n++) {
      String six = "\"fd00:10:" + n + "::/64\"";
      workloads.patch(
          "/api/v1/nodes/six-" + n,
          "{\"spec\":{\"podCIDR\":"
              + six
              + ",\"podCIDRs\":["
              + six
              + ",\"10.99."
              + n
              + ".0/24\"]}}");
    }
    String sets = workloads.path("/apis/apps/v1", "replicasets");
    workloads.create(
        sets,
        "{\"metadata\":{\"name\":\"six\"},\"spec\":{\"replicas\":20,\"selector\":{\"matchLabels\":"
            + "{\"app\":\"six\"}},\"template\":"
            + template(pool, "", "\"terminationGracePeriodSeconds\":5", "")
            + "}}");
    workloads.awaitPods(pool, 20, Workloads::isReady);
    List<String> all = new ArrayList<>();
    for (JsonNode pod : workloads.pods(pool)) {
      assertThat(pod.at("/status/podIP").asString()).startsWith("fd00:10:");
      assertThat(pod.at("/status/podIPs/0/ip")).isEqualTo(pod.at("/status/podIP"));
      assertThat(pod.at("/status/podIPs/1/ip").asString()).startsWith("10.99.");
      all.add(pod.at("/status/podIPs/0/ip").asString());
      all.add(pod.at("/status/podIPs/1/ip").asString());
    }
    assertThat(all).doesNotHaveDuplicates();

    workloads.delete("/api/v1/namespaces/" + namespace);
    workloads.await(
        "the namespace is gone",
        () -> cluster.client().namespaces().withName(namespace).get() == null);
    end(cluster, nodes, pool);
  }

  @Test
  void whatOthersChangeInAPodIsActedOn(RealCluster cluster) throws IOException {
    String pool = "change";
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    ToolProcess nodes = start(cluster, pool, 1, "per-node");
    String pods = workloads.path("/api/v1", "pods");
    String gate = "\"readinessGates\":[{\"conditionType\":\"example.com/lb\"}]";
    workloads.create(
        pods, pod("p", template(pool, "\"scaletest/runtime\":\"1h\"", gate, cpu("500m"))));
    String path = pods + "/p";
    workloads.await("p runs", () -> isRunning(workloads.get(path)));
    gate(workloads, path, "True");
    workloads.await("p is ready", () -> Workloads.isReady(workloads.get(path)));
    gate(workloads, path, "False");
    workloads.await("p is not ready", () -> !Workloads.isReady(workloads.get(path)));

    resize(workloads, path, "900m");
    awaitGranted(workloads, path, "900m");
    assertThat(restarts(workloads.get(path))).isZero();
    // What never fits is not left to the kubelet: the API server refuses it.
    workloads.create(pods, pod("q", template(pool, "", NEVER, cpu("1"))));
    workloads.await("q runs", () -> isRunning(workloads.get(pods + "/q")));
    resize(workloads, path, "1500m");
    workloads.await("the resize is deferred", () -> isDeferred(workloads.get(path)));
    assertThat(allocatedCpu(workloads.get(path))).isEqualTo("900m");
    workloads.patch(pods + "/q/status", "{\"status\":{\"phase\":\"Failed\"}}");
    workloads.await(
        "q, of which others say that it has failed, is stopped",
        () -> workloads.get(pods + "/q").at("/status/containerStatuses/0/state").has("terminated"));
    assertThat(Workloads.phase(workloads.get(pods + "/q"))).isEqualTo("Failed");
    awaitGranted(workloads, path, "1500m");
    JsonNode status = workloads.get(path);
    String containers = status.at("/spec/containers").toString().replace("i:1", "i:2");
    workloads.patch(path, "{\"spec\":{\"containers\":" + containers + "}}");
    workloads.await("the image is another", () -> restarts(workloads.get(path)) == 1);
    status = workloads.get(path).path("status");
    assertThat(status.at("/containerStatuses/0/image").asString()).isEqualTo("i:2");
    assertThat(status.at("/containerStatuses/0/lastState/terminated/exitCode").asInt())
        .isEqualTo(143);
    workloads.patch(
        path + "/ephemeralcontainers",
        "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"debug\",\"image\":\"busybox\"}]}}");
    workloads.await(
        "the ephemeral container runs",
        () -> workloads.get(path).at("/status/ephemeralContainerStatuses/0/state").has("running"));
    assertThat(NodeControlPlane.condition(workloads.get(path), "example.com/lb"))
        .isEqualTo("False");
    workloads.delete(path);
    end(cluster, nodes, pool);
  }

  @Test
  void nodesComeOneAfterTheOtherAndInitContainersAndSidecarsDoTheirPart(RealCluster cluster)
      throws IOException {
    String pool = "order";
    Workloads workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    ToolProcess nodes = start(cluster, pool, 2, "per-node", "--ramp=0.05");
    List<String> made =
        workloads.list("/api/v1/nodes", "pool=" + pool).stream()
            .map(node -> node.at("/metadata/creationTimestamp").asString())
            .sorted()
            .toList();
    // The second starts 20 s after the first, which a busy machine registers late.
    assertThat(Duration.between(Instant.parse(made.get(0)), Instant.parse(made.get(1))))
        .as(made.toString())
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));

    String pods = workloads.path("/api/v1", "pods");
    String inits =
        ",\"initContainers\":[{\"name\":\"first\",\"image\":\"i:1\"},{\"name\":\"beside\","
            + "\"image\":\"i:1\",\"restartPolicy\":\"Always\"},{\"name\":\"second\",\"image\":\"i:1\"}]";
    String stages =
        "\"scaletest/init\":\"1s\",\"scaletest/runtime\":\"1s\",\"scaletest/stop\":\"1s\"";
    workloads.create(pods, pod("stages", template(pool, stages, NEVER + inits, "")));
    workloads.create(pods, pod("told", template(pool, "", NEVER, "")));
    workloads.await("told is ready", () -> Workloads.isReady(workloads.get(pods + "/told")));
    String others = workloads.get(pods + "/told").at("/status/conditions").toString();
    workloads.patch(
        pods + "/told/status",
        "{\"status\":{\"conditions\":" + others.replace("\"True\"", "\"False\"") + "}}");
    workloads.await(
        "stages has ended",
        () -> Workloads.phase(workloads.get(pods + "/stages")).equals("Succeeded"));
    JsonNode status = workloads.get(pods + "/stages").path("status");
    List<String> moments =
        List.of(
            time(status, "/initContainerStatuses/0", "finishedAt"),
            time(status, "/initContainerStatuses/1", "startedAt"),
            time(status, "/initContainerStatuses/2", "startedAt"),
            time(status, "/initContainerStatuses/2", "finishedAt"),
            time(status, "/containerStatuses/0", "startedAt"),
            time(status, "/containerStatuses/0", "finishedAt"),
            time(status, "/initContainerStatuses/1", "finishedAt"));
    assertThat(moments).as(status.toString()).isSorted().doesNotContain("");
    assertThat(moments.get(6))
        .as("the sidecar ends after the main container")
        .isGreaterThan(moments.get(5));
    workloads.await(
        "what others wrote is written over",
        () -> Workloads.isReady(workloads.get(pods + "/told")));
    end(cluster, nodes, pool);
  }

  private static String time(JsonNode status, String container, String which) {
    return status.at(container + "/state/terminated/" + which).asString("");
  }

  private static void resize(Workloads workloads, String path, String cpu) {
    JsonNode containers = workloads.get(path).at("/spec/containers");
    String now = containers.at("/0/resources/requests/cpu").asString();
    String then = containers.toString().replace("\"" + now + "\"", "\"" + cpu + "\"");
    workloads.patch(path + "/resize", "{\"spec\":{\"containers\":" + then + "}}");
  }

  private static void awaitGranted(Workloads workloads, String path, String cpu) {
    workloads.await(
        cpu + " are granted",
        () -> {
          JsonNode pod = workloads.get(path);
          return allocatedCpu(pod).equals(cpu)
              && NodeControlPlane.condition(pod, "PodResizePending").isEmpty()
              && NodeControlPlane.condition(pod, "PodResizeInProgress").isEmpty();
        });
  }

  private static String allocatedCpu(JsonNode pod) {
    return pod.at("/status/containerStatuses/0/allocatedResources/cpu").asString("");
  }

  private static boolean isDeferred(JsonNode pod) {
    for (JsonNode condition : pod.at("/status/conditions")) {
      if (condition.path("type").asString("").equals("PodResizePending")) {
        return condition.path("reason").asString("").equals("Deferred");
      }
    }
    return false;
  }

  private static void gate(Workloads workloads, String path, String status) {
    JsonNode conditions = workloads.get(path).at("/status/conditions");
    List<String> all = new ArrayList<>();
    for (JsonNode condition : conditions) {
      if (!condition.path("type").asString("").equals("example.com/lb")) {
        all.add(condition.toString());
      }
    }
    all.add("{\"type\":\"example.com/lb\",\"status\":\"" + status + "\"}");
    workloads.patch(
        path + "/status", "{\"status\":{\"conditions\":[" + String.join(",", all) + "]}}");
  }
}
