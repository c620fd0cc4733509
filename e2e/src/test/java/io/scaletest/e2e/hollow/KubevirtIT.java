package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.e2e.Summary;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** player with nodes and actors of its own, on a control plane whose audit log tells who asked. */
@SideBySide
class KubevirtIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration LONG_RUN_LIMIT = Duration.ofMinutes(15);
  private static final int SLO_BROKEN = 30;
  private static final int RUN_INVALID = 31;
  private static final int NONE_FOUND = 33;
  private static final int VMIS = 10;
  private static final String VMIS_PATH = "/virtualmachineinstances/";

  @TempDir private static Path home;
  private static NodeControlPlane controlPlane;

  @TempDir private Path folder;

  @BeforeAll
  static void startAControlPlane() {
    controlPlane = NodeControlPlane.start(home.resolve("control-plane"));
  }

  @AfterAll
  static void stopIt() {
    controlPlane.close();
  }

  private ToolProcess player(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("-kubeconfig", controlPlane.adminKubeconfig().toString()));
    return ToolProcess.jar("player", all.toArray(String[]::new)).directory(folder).start();
  }

  @Test
  void everyVmiIsWrittenByWhomAndAsOftenAsInKubevirt() throws IOException {
    try (ToolProcess player =
        player(
            "scenario",
            "kubevirt",
            "-runid",
            "kv",
            "-nodes",
            "3",
            "-vmis",
            "10",
            "-rate",
            "20/s",
            "-boot",
            "1s",
            "-shutdown",
            "1s",
            "-primer",
            "40s",
            "-idle",
            "8s",
            "-wait",
            "3m")) {
      // A machine that was too busy makes the run invalid, or slower than it should be, not wrong.
      assertThat(player.awaitExit(LONG_RUN_LIMIT))
          .as(player.stderr())
          .isIn(0, SLO_BROKEN, RUN_INVALID);
    }
    Map<String, List<AuditedRequest>> byVmi = byVmi();
    assertThat(byVmi).hasSize(VMIS + 1);
    byVmi.forEach(
        (vmi, requests) -> {
          assertThat(count(requests, "create", "pods")).as("%s: pods", vmi).isOne();
          assertThat(count(requests, "patch", "pods")).as("%s: patches of pods", vmi).isEqualTo(2);
          assertThat(count(requests, "delete", "pods")).as("%s: deletes of pods", vmi).isOne();
          assertThat(count(requests, "update", "vmis")).as("%s: PUTs", vmi).isBetween(6L, 8L);
          assertThat(count(requests, "patch", "vmis")).as("%s: patches", vmi).isBetween(2L, 3L);
          assertThat(count(requests, "create", "events")).as("%s: events", vmi).isEqualTo(5);
          assertPhasesAreInOrder(vmi, requests);
        });
    assertResults();
    assertNothingLeft("kv");
  }

  /** Returns what the actors asked for and got, by the VMI that it was about. */
  private static Map<String, List<AuditedRequest>> byVmi() {
    List<AuditedRequest> all = new ArrayList<>(controlPlane.requests("virt-controller"));
    all.addAll(controlPlane.requests("virt-handler"));
    return all.stream()
        .filter(request -> request.code() < 300 && !vmi(request).isEmpty())
        .collect(Collectors.groupingBy(KubevirtIT::vmi, TreeMap::new, Collectors.toList()));
  }

  private static String vmi(AuditedRequest request) {
    String path = request.path();
    if (path.contains(VMIS_PATH)) {
      return path.substring(path.indexOf(VMIS_PATH) + VMIS_PATH.length());
    }
    if (path.endsWith("/events")) {
      return request.body().path("involvedObject").path("name").asString("");
    }
    if (path.endsWith("/pods")) {
      return request.body().path("metadata").path("labels").path("vmi.kubevirt.io/id").asString("");
    }
    // virt-launcher-<VMI>-<five letters>, and perhaps a subresource
    return path.contains("/pods/virt-launcher-")
        ? path.replaceAll(".*/pods/virt-launcher-(.*)-[a-z0-9]{5}(/status)?", "$1")
        : "";
  }

  private static long count(List<AuditedRequest> requests, String verb, String what) {
    return requests.stream()
        .filter(request -> request.verb().equals(verb) && what(request).equals(what))
        .count();
  }

  private static String what(AuditedRequest request) {
    if (request.path().contains(VMIS_PATH)) {
      return "vmis";
    }
    return request.path().endsWith("/events") ? "events" : "pods";
  }

  /** The last PUT, which lets the object go, has all of them. */
  private static void assertPhasesAreInOrder(String vmi, List<AuditedRequest> requests) {
    JsonNode last =
        requests.stream()
            .filter(request -> request.verb().equals("update"))
            .max((a, b) -> a.received().compareTo(b.received()))
            .get()
            .body();
    assertThat(last.path("metadata").path("finalizers").isEmpty()).as(vmi).isTrue();
    List<String> phases = new ArrayList<>();
    List<String> times = new ArrayList<>();
    for (JsonNode time : last.path("status").path("phaseTransitionTimestamps")) {
      phases.add(time.path("phase").asString());
      times.add(time.path("phaseTransitionTimestamp").asString());
    }
    assertThat(phases)
        .as(vmi)
        .containsExactly("Pending", "Scheduling", "Scheduled", "Running", "Succeeded");
    assertThat(times).as(vmi).isSorted();
  }

  private void assertResults() {
    Summary summary = Summary.read(folder.resolve("kv-driver.summary.json"));
    assertThat(summary.count("vmisRunning")).isEqualTo(VMIS + 1);
    assertThat(summary.count("vmisSucceeded")).isEqualTo(VMIS + 1);
    assertThat(summary.count("leftBehind")).isZero();
    assertThat(summary.count("create.endedNs")).isGreaterThan(summary.count("create.beganNs"));
    assertThat(summary.count("create.beganNs")).isEqualTo(Duration.ofSeconds(40).toNanos());
    assertThat(summary.samples("create.virt-handler.update-virtualmachineinstances.response"))
        .isEqualTo(VMIS);
    assertThat(summary.samples("vmi.deletionToGone")).isEqualTo(VMIS + 1);
    JsonNode values =
        JsonMapper.shared().readTree(folder.resolve("kv-kubevirt.json").toFile()).path("Values");
    assertThat(values.path("CREATE-pods-count").path("value").asLong()).isEqualTo(VMIS + 1);
    assertThat(values.path("vmiCreationToRunningSecondsP50").path("value").asDouble()).isPositive();
  }

  private static void assertNothingLeft(String runId) {
    String selector = "?labelSelector=scaletest%2Frunid%3D" + runId;
    for (String path : List.of("/api/v1/namespaces", "/api/v1/nodes")) {
      controlPlane.await(
          path + " of " + runId + " are gone",
          () -> controlPlane.get(path + selector).path("items").isEmpty());
    }
    controlPlane.await(
        "the definition is gone",
        () ->
            !controlPlane.exists(
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
                    + "virtualmachineinstances.kubevirt.io"));
  }

  @Test
  void badPoolsAreToldBeforeTheFirstRequest() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("bad.yaml"),
            "duration: 1s\nnodes: {pools: [{name: a, capacity: {cpu: many}}]}\n"
                + "load: {a: {objects: cm, rate: 1/s, mix: {create: 1}}}\n");
    try (ToolProcess player = player("play", spec.toString(), "-runid", "bad")) {
      assertThat(player.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(player.stderr().lines().toList())
          .singleElement()
          .asString()
          .contains("bad.yaml:2:8: nodes: ", "pool a: capacity.cpu", "many");
    }
    assertThat(controlPlane.get("/api/v1/namespaces/bad-1").path("kind").asString())
        .isNotEqualTo("Namespace");
  }

  private ToolProcess endless(String runId) throws IOException {
    return endless(runId, "");
  }

  private ToolProcess endless(String runId, String beside) throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve(runId + ".yaml"),
            "duration: 1h\nnodes: {count: 2, ready: 10m}\n"
                + "load: {a: {objects: cm, rate: 20/s, mix: {create: 1}}}\n"
                + beside);
    ToolProcess player = player("play", spec.toString(), "-runid", runId);
    Path rows = folder.resolve(runId + "-driver.csv");
    assertThat(
            new BoundedWait(Ticker.system())
                .until(LIMIT, () -> Files.exists(rows) && rows.toFile().length() > 1_000))
        .as("rows come")
        .isTrue();
    return player;
  }

  private static ProcessHandle hollowNode(ToolProcess player) {
    return ProcessHandle.of(player.pid())
        .orElseThrow()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains("hollow-node"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hollowNodesDoNotOutliveAKilledPlayerAndGcFindsThem() throws IOException {
    try (ToolProcess player = endless("shot")) {
      ProcessHandle nodes = hollowNode(player);
      player.signal("KILL");
      player.awaitExit(LIMIT);
      controlPlane.await("hollow-node is gone", () -> !nodes.isAlive());
    }
    String selector = "?labelSelector=scaletest%2Frunid%3Dshot";
    assertThat(controlPlane.get("/api/v1/nodes" + selector).path("items")).hasSize(2);
    for (String kinds : List.of("nodes", "configmaps", "namespaces")) {
      try (ToolProcess gc =
          ToolProcess.jar(
                  "gc",
                  "-kubeconfig",
                  controlPlane.adminKubeconfig().toString(),
                  "-runid",
                  "shot",
                  "-kinds",
                  kinds,
                  "-wait",
                  "150s")
              .directory(folder)
              .start()) {
        assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isZero();
      }
    }
    assertNothingLeft("shot");
  }

  @Test
  void runsBesideEachOtherHaveNodesOfTheirOwnAndPodsOnThem() throws IOException {
    String pods =
        """
        objects:
          web:
            template:
              apiVersion: apps/v1
              kind: Deployment
              spec:
                replicas: 6
                selector: {matchLabels: {app: web}}
                template:
                  metadata: {labels: {app: web}}
                  spec:
                    nodeSelector: {scaletest/runid: "${runlabel}"}
                    terminationGracePeriodSeconds: 1
                    containers: [{name: c, image: pause}]
        initial: [{objects: web}]
        """;
    try (ToolProcess east = endless("east", pods);
        ToolProcess west = endless("west", pods)) {
      for (String runId : List.of("east", "west")) {
        assertThat(nodes(runId)).containsExactly(runId + "-hollow-00000", runId + "-hollow-00001");
        controlPlane.await(
            "the pods of " + runId + " are on its nodes", () -> sixPodsAreOnNodesOf(runId));
      }
      east.signal("INT");
      assertThat(east.awaitExit(LIMIT)).as(east.stderr()).isEqualTo(130);
      assertThat(nodes("east")).isEmpty();
      assertThat(nodes("west")).as("another run's end leaves them").hasSize(2);
      assertThat(sixPodsAreOnNodesOf("west")).isTrue();
      west.signal("INT");
      assertThat(west.awaitExit(LIMIT)).as(west.stderr()).isEqualTo(130);
    }
    assertNothingLeft("east");
    assertNothingLeft("west");
  }

  @Test
  void aDefinitionStaysUntilTheLastRunThatHasObjectsOfIt() throws IOException {
    String gadgets =
        """
        objects:
          gadget: {template: {apiVersion: e2e.example.com/v1, kind: Gadget}}
        initial:
        - template:
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gadgets.e2e.example.com}
            spec:
              group: e2e.example.com
              scope: Namespaced
              names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        - {objects: gadget, count: 3}
        """;
    String definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
    String path = definition + "gadgets.e2e.example.com";
    try (ToolProcess first = endless("first", gadgets);
        ToolProcess second = endless("second", gadgets)) {
      first.signal("INT");
      assertThat(first.awaitExit(LIMIT)).as(first.stderr()).isEqualTo(130);
      assertThat(first.stderr()).contains(path + " stays: others have objects of it");
      assertThat(controlPlane.exists(path)).isTrue();
      assertThat(
              controlPlane
                  .get("/apis/e2e.example.com/v1/namespaces/second-1/gadgets")
                  .path("items"))
          .hasSize(3);
      second.signal("INT");
      assertThat(second.awaitExit(LIMIT)).as(second.stderr()).isEqualTo(130);
    }
    controlPlane.await("the definition is gone", () -> !controlPlane.exists(path));
  }

  private static List<String> nodes(String runId) {
    List<String> names = new ArrayList<>();
    for (JsonNode node :
        controlPlane
            .get("/api/v1/nodes?labelSelector=scaletest%2Frunid%3D" + runId)
            .path("items")) {
      names.add(node.path("metadata").path("name").asString());
    }
    return names;
  }

  private static boolean sixPodsAreOnNodesOf(String runId) {
    int there = 0;
    for (JsonNode pod : controlPlane.get("/api/v1/namespaces/" + runId + "-1/pods").path("items")) {
      String node = pod.path("spec").path("nodeName").asString("");
      there += node.startsWith(runId + "-hollow-") ? 1 : 100;
    }
    return there == 6;
  }

  /** Up to the highest number that is to be tried, or until the machine is too busy to tell. */
  @Test
  void theMostNodesAreSearchedByTrialsWithNodesOfTheirOwn() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("most.yaml"),
            "duration: 1m\nnodes: {count: 1, ready: 10m}\nload: {a: {objects: cm, rate: 20/s, lifetime: 1s,"
                + " mix: {create: 1}}}\nslo: [{of: create, p99: 30s}]\n");
    try (ToolProcess player =
        player(
            "play",
            spec.toString(),
            "-runid",
            "most",
            "-find-max",
            "nodes=2..3",
            "-settle",
            "12s",
            "-trial",
            "2s")) {
      assertThat(player.awaitExit(LONG_RUN_LIMIT)).as(player.stderr()).isEqualTo(NONE_FOUND);
      assertThat(player.stdout()).contains("trial 1  nodes.count=2  ", "nodes.count: at least ");
    }
    Path summary = folder.resolve("most-t1-hollow-node.summary.json");
    JsonNode first = JsonMapper.shared().readTree(summary.toFile());
    assertThat(first.path("counts").path("nodes").asInt()).as("each trial's own").isEqualTo(2);
    assertNothingLeft("most-t1");
  }

  @Test
  void aRunWhoseNodesEndIsInvalidAndEndsInOrder() throws IOException {
    try (ToolProcess player = endless("lost")) {
      hollowNode(player).destroyForcibly();
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(RUN_INVALID);
      assertThat(player.stderr()).contains("hollow-node ended with status 137");
      assertThat(player.stdout()).contains("INVALID", "ended early: hollow-node");
    }
    assertThat(Summary.read(folder.resolve("lost-driver.summary.json")).count("leftBehind"))
        .isZero();
  }
}
