package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.e2e.FreePort;
import io.scaletest.e2e.Summary;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Nodes that fail on purpose, as the control plane sees them. */
@SideBySide
@RealControlPlane
class FailuresIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Most take longer than the 50 s after which the control plane gives a node up. */
  private static final String POOLS =
      """
      seed: 7
      pools:
      - name: crashing
        failures: [{what: crash, at: 1s, for: 70s}]
      - name: rebooting
        failures: [{what: reboot, at: 1s, for: 3s}]
      - name: partitioned
        failures: [{what: partition, at: 1s, for: 70s}]
      - name: mute
        failures: [{what: partition, lost: outbound, at: 1s, for: 70s}]
      - name: deaf
        failures: [{what: partition, lost: inbound, at: 1s, for: 80s}]
      - name: hanging
        failures: [{what: hang, at: 1s, for: 70s}]
      - name: late
        failures: [{what: clock-skew, offset: -10m, at: 12s, for: 90s}] # once its lease is there
      - name: slow
        failures: [{what: slow, at: 1s, for: 70s, latency: 2s}]
      - name: pressed
        failures: [{what: memory-pressure, at: 20s, for: 40s}]
      - name: off
        failures: [{what: shutdown, at: 20s, for: 25s, grace: 20s}]
      - name: gpu
        count: 2
        capacity: {nvidia.com/gpu: 8}
        failures:
        - {what: device-loss, at: 1s, for: 70s, nodes: [gpu-0], resource: nvidia.com/gpu}
        - {what: device-loss, at: 1s, nodes: [gpu-1], resource: nvidia.com/gpu, left: 3}
      - name: stormy
        count: 3
      - name: ordered
      - name: annotated
      - name: well
      failures:
      - {what: restart-storm, at: 10s, pool: stormy}
      """;

  private static final int NODES = 18;

  @TempDir private Path folder;

  private static String condition(RawApi api, String node, String type) {
    return NodeControlPlane.condition(api.get("/api/v1/nodes/" + node).json(), type);
  }

  private static String pod(String node) {
    return pod("on-" + node, node, "", "");
  }

  /**
   * @param annotation with its value, in JSON
   * @param spec more of it
   */
  private static String pod(String name, String node, String annotation, String spec) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\",\"annotations\":{"
        + annotation
        + "}},\"spec\":{\"nodeName\":\""
        + node
        + "\""
        + spec
        + ",\"terminationGracePeriodSeconds\":1,"
        + "\"containers\":[{\"name\":\"c\",\"image\":\"c:1\"}]}}";
  }

  private static final String CRITICAL = ",\"priorityClassName\":\"system-node-critical\"";
  private static final String MUCH_MEMORY = "\"scaletest/usage-memory\":\"900Mi\"";

  /**
   * A node that boots has all of it ready within 10 s on a machine of its own; here others run
   * beside it. Shorter than it was away.
   */
  private static final Duration BACK = Duration.ofSeconds(45);

  private static final List<String> WITH_PODS = List.of("crashing", "rebooting", "partitioned");
  private static final List<String> LOST =
      List.of("crashing", "partitioned", "mute", "deaf", "hanging");

  /** One run of all, as its control plane sees it. */
  private static final class Seen implements AutoCloseable {
    private final RawApi api;
    private final NodeHistory history;
    private final Workloads workloads;

    Seen(RealCluster cluster) {
      api = new RawApi(cluster.client());
      history = new NodeHistory(cluster.client());
      workloads = new Workloads(cluster.client(), cluster.uniqueNamespace());
    }

    JsonNode node(String name) {
      return api.get("/api/v1/nodes/" + name).json();
    }

    JsonNode pod(String name) {
      return api.get(workloads.path("/api/v1", "pods") + "/" + name).json();
    }

    /** Returns how old a node's lease says that it is, in seconds. */
    long leaseAge(String node) {
      String renewed =
          api.get("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/" + node)
              .json()
              .at("/spec/renewTime")
              .asString("");
      WallClock clock = WallClock.anchoredTo(Ticker.system());
      return Duration.between(Instant.parse(renewed), clock.now()).toSeconds();
    }

    /** Returns since when a condition is as it is. */
    static Instant since(JsonNode object, String type) {
      for (JsonNode condition : object.at("/status/conditions")) {
        if (condition.path("type").asString("").equals(type)) {
          return Instant.parse(condition.path("lastTransitionTime").asString(""));
        }
      }
      throw new AssertionError("no condition " + type);
    }

    String bootId(String node) {
      return node(node).at("/status/nodeInfo/bootID").asString("");
    }

    void annotate(String node, String failure) {
      workloads.patch(
          "/api/v1/nodes/" + node,
          "{\"metadata\":{\"annotations\":{\"scaletest/failure\":\"" + failure + "\"}}}");
    }

    void create(String pod) {
      workloads.create(workloads.path("/api/v1", "pods"), pod);
    }

    void awaitCondition(String node, String type, String status) {
      workloads.await(
          node + " " + type + " " + status, () -> condition(api, node, type).equals(status));
    }

    /** Waits until a node has a condition, or had it, as one that passes. */
    void awaitPassing(String node, String type, String status) {
      workloads.await(
          node + " " + type + " " + status + " at some time",
          () -> history.hadCondition(node, type, status));
    }

    /** Waits until a node has a taint, or had it. */
    void awaitTaint(String node, String taint) {
      workloads.await(taint + " of " + node + " at some time", () -> history.hadTaint(node, taint));
    }

    @Override
    public void close() {
      history.close();
    }

    void awaitDevices(String node, String capacity, String allocatable) {
      workloads.await(
          "devices of " + node,
          () -> {
            JsonNode status = node(node).path("status");
            return status.at("/capacity/nvidia.com~1gpu").asString("").equals(capacity)
                && status.at("/allocatable/nvidia.com~1gpu").asString("").equals(allocatable);
          });
    }

    /** Waits until the kubelet has ended a pod; returns when its containers had ended. */
    String awaitEnded(String pod, String reason, String message) {
      workloads.await(pod + " ended", () -> Workloads.phase(pod(pod)).equals("Failed"));
      JsonNode ended = pod(pod);
      assertThat(ended.at("/status/reason").asString("")).isEqualTo(reason);
      assertThat(ended.at("/status/message").asString("")).startsWith(message);
      assertThat(NodeControlPlane.condition(ended, "DisruptionTarget")).isEqualTo("True");
      return ended.at("/status/containerStatuses/0/state/terminated/finishedAt").asString("");
    }

    List<String> eventsOf(String object) {
      return workloads.list(workloads.path("/api/v1", "events"), "").stream()
          .filter(event -> event.at("/involvedObject/name").asString("").equals(object))
          .map(event -> event.path("reason").asString(""))
          .toList();
    }
  }

  private void createPods(Seen seen) {
    WITH_PODS.forEach(node -> seen.create(pod(node)));
    seen.create(pod("little", "pressed", "\"scaletest/usage-memory\":\"10Mi\"", ""));
    seen.create(pod("much", "pressed", MUCH_MEMORY, ""));
    seen.create(pod("kept", "pressed", MUCH_MEMORY, CRITICAL));
    seen.create(pod("web", "off", "", ""));
    seen.create(pod("proxy", "off", "", CRITICAL));
  }

  private static void nodesInTrouble(Seen seen) {
    seen.awaitDevices("gpu-0", "0", "0");
    seen.awaitDevices("gpu-1", "8", "3");
    seen.workloads.await("another boot", () -> !seen.bootId("rebooting").isEmpty());
    seen.awaitPassing("pressed", "MemoryPressure", "True");
    seen.awaitTaint("pressed", "memory-pressure");
    seen.awaitPassing("off", "Ready", "False");
    seen.awaitTaint("off", "not-ready");
    String low = "The node was low on resource: memory. Container c was using ";
    String first = seen.awaitEnded("much", "Evicted", low + "921600Ki, request is 0, has larger");
    String second = seen.awaitEnded("little", "Evicted", low + "10240Ki, request is 0, has larger");
    assertThat(first).as("the one that uses more goes first").isLessThan(second);
    String imminent = "Pod was terminated in response to imminent node shutdown.";
    String web = seen.awaitEnded("web", "Terminated", imminent);
    assertThat(web).isLessThan(seen.awaitEnded("proxy", "Terminated", imminent));
    assertThat(Workloads.phase(seen.pod("kept"))).as("a critical pod").isEqualTo("Running");
    seen.workloads.await("its event", () -> seen.eventsOf("much").contains("Evicted"));
  }

  /** By POST, and by annotation: one that makes sense, and one that does not. */
  private static void orderFailures(Seen seen, int port) {
    FailureOrder posted = FailureOrder.to(port, "{what: disk-pressure, pool: ordered, for: 30s}");
    assertThat(posted.status()).isEqualTo(200);
    assertThat(posted.text())
        .isEqualTo("       0.0 s  ordered              disk-pressure    for 30.0 s\n1 failures\n");
    posted = FailureOrder.to(port, "{what: disk-pressure, pool: nowhere}");
    assertThat(posted.status()).isEqualTo(400);
    assertThat(posted.text()).isEqualTo("order: failures[0].pool: must be a pool, got nowhere\n");
    seen.annotate("annotated", "{what: reboot, for: 1s}");
    seen.annotate("well", "{what: melt}");
  }

  private static void ordersAreCarriedOut(Seen seen) {
    seen.awaitTaint("ordered", "disk-pressure");
    seen.workloads.await("a lease of the past", () -> seen.leaseAge("late") > 500);
    seen.workloads.await("the order's boot", () -> !seen.bootId("annotated").isEmpty());
    seen.workloads.await(
        "what is wrong is told",
        () ->
            seen.workloads.list("/api/v1/namespaces/default/events", "").stream()
                .filter(event -> event.path("reason").asString("").equals("InvalidAnnotation"))
                .anyMatch(
                    event ->
                        event
                            .path("message")
                            .asString("")
                            .startsWith("annotation: what: must be")));
  }

  /** What is seen of the longer ones, which the control plane gives up. */
  private static void nodesAreGivenUpAndComeBack(Seen seen) {
    for (String node : LOST) {
      seen.awaitPassing(node, "Ready", "Unknown");
      seen.awaitTaint(node, "unreachable");
    }
    seen.awaitPassing("late", "Ready", "Unknown");
    for (String node : List.of("slow", "well", "stormy-0")) {
      assertThat(condition(seen.api, node, "Ready")).as(node).isEqualTo("True");
    }
    for (String node : List.of("rebooting", "off", "late", "pressed", "annotated")) {
      seen.awaitCondition(node, "Ready", "True");
    }
    LOST.forEach(node -> seen.awaitCondition(node, "Ready", "True"));
    seen.awaitCondition("pressed", "MemoryPressure", "False");
    seen.awaitDevices("gpu-0", "8", "8");
    for (String node : WITH_PODS) {
      seen.workloads.await(
          "the pod on " + node + " is ready again",
          () -> Workloads.isReady(seen.pod("on-" + node)));
    }
  }

  @Test
  void theControlPlaneSeesEachFailureAndItsEnd(RealCluster cluster) throws IOException {
    Map<String, List<Instant>> whenReady = new HashMap<>();
    Path pools = Files.writeString(folder.resolve("pools.yaml"), POOLS);
    Path summaryFile = folder.resolve("run.summary.json");
    int port = FreePort.pick();
    try (Seen seen = new Seen(cluster);
        ToolProcess process =
            HollowNodeCommand.of(
                    cluster.kubeconfig(),
                    "--morph=kubelet",
                    "--pools=" + pools,
                    "--summary=" + summaryFile,
                    "--failure-orders=all",
                    "--metricport=" + port,
                    "--deregister")
                .start()) {
      process.awaitOutput(NODES + "/" + NODES + " ready", LIMIT);
      orderFailures(seen, port);
      createPods(seen);
      nodesInTrouble(seen);
      ordersAreCarriedOut(seen);
      nodesAreGivenUpAndComeBack(seen);
      whenReady.put(
          "crashing", List.of(Seen.since(seen.node("crashing"), "Ready"), ready(seen, "crashing")));
      whenReady.put("rebooting", List.of(ready(seen, "rebooting")));
      process.awaitOutput(NODES + "/" + NODES + " ready", LIMIT);
      process.signal("TERM");
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(143);
      assertThat(seen.workloads.list("/api/v1/nodes", "")).isEmpty();
    }
    assertThat(Summary.read(summaryFile).count("failuresOnPurpose")).isEqualTo(17);
    List<String> rows = Files.readAllLines(folder.resolve("run.failures.csv"));
    assertThat(rows.get(0)).isEqualTo("time,node,pool,failure,step,plannedMs,detail,pod");
    whenReady.forEach((node, times) -> areSoonAfter(returnOf(node, rows), times));
    stepsAreThoseOfThePlan(rows.stream().skip(1).map(row -> row.split(",", 2)[1]).toList(), pools);
  }

  private static Instant ready(Seen seen, String node) {
    return Seen.since(seen.pod("on-" + node), "Ready");
  }

  /** Returns when a failure of a node ended, as the file of steps has it. */
  private static Instant returnOf(String node, List<String> rows) {
    String row =
        rows.stream()
            .filter(each -> each.contains(",\"" + node + "\",") && each.contains(",end,"))
            .findFirst()
            .orElseThrow();
    return Instant.parse(row.split(",", 2)[0].replace(' ', 'T') + "Z");
  }

  private static void areSoonAfter(Instant back, List<Instant> times) {
    Instant second = back.truncatedTo(ChronoUnit.SECONDS);
    assertThat(times).allSatisfy(time -> assertThat(time).isBetween(second, back.plus(BACK)));
  }

  private static void stepsAreThoseOfThePlan(List<String> steps, Path pools) {
    assertThat(steps)
        .contains(
            "\"crashing\",\"crashing\",crash,begin,1000,\"for 1 min 10 s\",\"\"",
            "\"crashing\",\"crashing\",crash,end,1000,\"\",\"\"",
            "\"stormy-2\",\"stormy\",restart-storm,begin,10000,\"\",\"\"",
            "\"slow\",\"slow\",slow,begin,1000,\"for 1 min 10 s, latency 2.0 s\",\"\"");
    // What was done is what the plan says, and so the same whenever it is asked for.
    List<String> begun =
        steps.stream()
            .filter(step -> step.contains(",begin,"))
            .filter(step -> !step.startsWith("\"ordered\"") && !step.startsWith("\"annotated\""))
            .map(step -> step.split(","))
            .map(cells -> cells[4] + " " + cells[0].replace("\"", "") + " " + cells[2])
            .toList();
    assertThat(begun)
        .containsExactlyElementsOf(
            plan(pools, 1)
                .lines()
                .filter(line -> line.contains(" s  "))
                .map(String::strip)
                .map(line -> line.split("[ .]+"))
                .map(cells -> cells[0] + "000 " + cells[3] + " " + cells[4])
                .toList());
  }

  @Test
  void theSameSeedDoesTheSameToTheSameNodesAndAnotherDoesNot(RealCluster cluster)
      throws IOException {
    Path pools =
        Files.writeString(
            folder.resolve("again.yaml"),
            "pools: [{name: again, count: 6, failures: [{what: hang, at: 500ms, nodes: 2, for: 200ms},"
                + " {what: partition, at: 4s, nodes: 3, for: 'uniform:500ms,2s'}]}]");
    List<String> first = steps(cluster, pools, 3, "first");
    assertThat(first).hasSize(2 * (2 + 3));
    assertThat(steps(cluster, pools, 3, "second")).isEqualTo(first);
    assertThat(steps(cluster, pools, 4, "other")).hasSameSizeAs(first).isNotEqualTo(first);
  }

  /** Runs a plan of five failures to its end; returns who did what, and when that was planned. */
  private List<String> steps(RealCluster cluster, Path pools, int seed, String run)
      throws IOException {
    Path file = folder.resolve(run + ".failures.csv");
    try (ToolProcess process =
        HollowNodeCommand.of(
                cluster.kubeconfig(),
                "--morph=kubelet",
                "--pools=" + pools,
                "--seed=" + seed,
                "--summary=" + folder.resolve(run + ".summary.json"),
                "--deregister")
            .start()) {
      new Workloads(cluster.client(), cluster.uniqueNamespace())
          .await("five failures have ended", () -> count(file, ",end,") == 5);
      process.signal("TERM");
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(143);
    }
    return Files.readAllLines(file).stream()
        .skip(1)
        .map(row -> row.split(",", 2)[1])
        .sorted()
        .toList();
  }

  private static long count(Path file, String part) {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().filter(row -> row.contains(part)).count()
          : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thePlanIsPrintedAndTheSameEachTime() throws IOException {
    Path pools =
        Files.writeString(
            folder.resolve("rate.yaml"),
            "pools: [{name: a, count: 50, failures: [{what: crash, rate: 0.1, for: 'exp:30s'},"
                + " {what: hang, at: 5m, nodes: 2, for: 1m}]}]");
    String first = plan(pools, 7);
    assertThat(first)
        .contains("300.0 s", "hang", "for 60.0 s")
        .containsPattern("50 nodes, \\d+ failures in the 600 s after all nodes are ready");
    assertThat(plan(pools, 7)).isEqualTo(first);
    assertThat(plan(pools, 8)).isNotEqualTo(first);
  }

  private static String plan(Path pools, int seed) {
    try (ToolProcess process =
        ToolProcess.jar(
                "hollow-node", "--morph=kubelet", "--pools=" + pools, "--plan", "--seed=" + seed)
            .start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout();
    }
  }
}
