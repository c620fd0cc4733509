package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.e2e.Summary;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What 50 kubelets of one process serve, asked for with kubectl by way of a real API server,
 * directly, and by metrics-server and the controllers that live on it.
 */
@SideBySide
class KubeletEndpointsIT {
  private static final String SERVICE_ACCOUNT =
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: nobody}
      """;

  /** Of kwok's kinds: for one pod of a name, and for those of a list, one by its annotation. */
  private static final String USAGES =
      """
      apiVersion: kwok.x-k8s.io/v1alpha1
      kind: ResourceUsage
      metadata: {name: declared-one, namespace: default}
      spec:
        usages:
        - usage: {cpu: {value: 300m}, memory: {value: 48Mi}}
      ---
      apiVersion: kwok.x-k8s.io/v1alpha1
      kind: ClusterResourceUsage
      metadata: {name: many}
      spec:
        selector: {matchNamespaces: [default], matchNames: [declared-many]}
        usages:
        - usage:
            memory:
              expression: '"example.com/memory" in pod.metadata.annotations
                ? Quantity(pod.metadata.annotations["example.com/memory"]) : Quantity("1Mi")'
      """;

  @TempDir private static Path folder;
  private static EndpointsCluster cluster;
  private static ToolProcess nodes;
  private static MetricsServer metricsServer;

  @BeforeAll
  static void startNodesAndMetricsServer() throws IOException {
    cluster =
        EndpointsCluster.start(
            folder,
            "kube-controller-manager.horizontal-pod-autoscaler-sync-period=1s",
            "kube-controller-manager.horizontal-pod-autoscaler-initial-readiness-delay=1s",
            "kube-controller-manager.horizontal-pod-autoscaler-cpu-initialization-period=1s");
    nodes =
        cluster.hollowNodes(
            "--morph=kubelet",
            "--nodes=50",
            "--watch=shared",
            "--node-ip=10.200.1.0/26",
            "--kubelet-endpoints=address",
            "--kubelet-read-only",
            "--stages=" + Files.writeString(folder.resolve("usages.yaml"), USAGES),
            "--summary=" + folder.resolve("nodes.json"));
    nodes.awaitOutput("50/50 ready", EndpointsCluster.LIMIT);
    metricsServer = MetricsServer.start(cluster, folder);
    apply("account", SERVICE_ACCOUNT);
  }

  @AfterAll
  static void stop() {
    try {
      if (metricsServer != null) {
        metricsServer.close();
      }
      if (nodes != null) {
        nodes.signal("TERM");
        assertThat(nodes.awaitExit(EndpointsCluster.LIMIT)).isEqualTo(143);
        nodes.close();
      }
    } finally {
      if (cluster != null) {
        cluster.close();
      }
    }
  }

  private static void apply(String name, String manifest) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), manifest);
    cluster.kubectl("apply", "-f", file.toString());
  }

  /** A Deployment whose pods are all on nodes of their own. */
  private static String deployment(String name, int replicas, String usage) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: NAME}
        spec:
          replicas: REPLICAS
          selector: {matchLabels: {app: NAME}}
          template:
            metadata:
              labels: {app: NAME}
              annotations: {scaletest/usage-cpu: 'USAGE'}
            spec:
              topologySpreadConstraints:
              - maxSkew: 1
                topologyKey: kubernetes.io/hostname
                whenUnsatisfiable: DoNotSchedule
                labelSelector: {matchLabels: {app: NAME}}
              containers:
              - name: c
                image: fake/web:1
                resources: {requests: {cpu: 100m, memory: 64Mi}}
        """
        .replace("NAME", name)
        .replace("REPLICAS", Integer.toString(replicas))
        .replace("USAGE", usage);
  }

  private static List<String> pods(String app) {
    return cluster.kubectl("get", "pods", "-l", "app=" + app, "-o", "name").lines().toList();
  }

  private static void deploy(String name, int replicas, String usage) throws IOException {
    apply(name, deployment(name, replicas, usage));
    cluster.kubectl("rollout", "status", "deployment/" + name, "--timeout=170s");
  }

  @Test
  void podsOfTwoNodesAnswerAsContainersDo() throws IOException {
    deploy("web", 2, "150m");
    logsAreEachContainersOwn();
    commandsRunAndEndWithTheirCode();
    portsAreForwarded();
    theNodesUseDifferentAmounts();
    theKubeletSaysWhatItIs();
    aCommandRunsAtOnce();
  }

  private static void logsAreEachContainersOwn() {
    for (String pod : pods("web")) {
      assertThat(cluster.kubectl("logs", pod, "--tail=1"))
          .matches("line \\d+ of default/" + pod.substring(4) + " c on hollow-000\\d\\d\n");
    }
    try (ToolProcess following =
        cluster.startKubectl("logs", "-f", "--tail=1", pods("web").get(0))) {
      following.awaitOutput(text -> text.lines().count() >= 3, EndpointsCluster.LIMIT);
    }
  }

  private static void commandsRunAndEndWithTheirCode() {
    String pod = pods("web").get(0);
    assertThat(cluster.kubectl("exec", pod, "--", "echo", "hello")).isEqualTo("hello\n");
    try (ToolProcess failing =
        cluster.startKubectl("exec", pod, "--", "sh", "-c", "echo out; exit 7")) {
      assertThat(failing.awaitExit(EndpointsCluster.LIMIT)).isEqualTo(7);
      assertThat(failing.stdout()).isEqualTo("out\n");
    }
    try (ToolProcess spdy =
        cluster.start(
            cluster
                .kubectlCommand("exec", pod, "--", "sh", "-c", "echo spdy; exit 4")
                .environment("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false"))) {
      assertThat(spdy.awaitExit(EndpointsCluster.LIMIT)).isEqualTo(4);
      assertThat(spdy.stdout()).isEqualTo("spdy\n");
    }
    // What is attached to copies its input to its output, and ends with it.
    assertThat(cluster.kubectlReading("attached", "attach", "-i", "-q", pod))
        .isEqualTo("attached\n");
  }

  private static void portsAreForwarded() {
    String pod = pods("web").get(0);
    try (ToolProcess forwarding = cluster.startKubectl("port-forward", pod, ":80")) {
      String line = awaitLine(forwarding, "Forwarding from 127.0.0.1:");
      String port = line.replaceAll(".*127.0.0.1:(\\d+) .*", "$1");
      assertThat(cluster.run(ToolProcess.command("curl", "-s", "http://127.0.0.1:" + port + "/")))
          .startsWith("pod default/" + pod.substring(4) + " port 80 on hollow-000");
    }
  }

  private static String awaitLine(ToolProcess process, String beginning) {
    process.awaitOutput(text -> text.contains(beginning), EndpointsCluster.LIMIT);
    return process
        .stdout()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElseThrow(() -> new AssertionError(process.stdout() + process.stderr()));
  }

  private static String nodeOf(String pod) {
    return cluster.kubectl("get", pod, "-o", "jsonpath={.spec.nodeName}");
  }

  private static void theNodesUseDifferentAmounts() {
    List<Object> memory = new ArrayList<>();
    for (String pod : pods("web")) {
      String node = nodeOf(pod);
      String path = "/api/v1/nodes/" + node + "/proxy/";
      Map<String, Object> summary = object(cluster.kubectl("get", "--raw", path + "stats/summary"));
      Map<String, Object> whole = JsonTree.child(summary, "node");
      assertThat(JsonTree.text(whole, "nodeName")).isEqualTo(node);
      assertThat(JsonTree.objects(summary, "pods").toString()).contains("usageNanoCores=150000000");
      memory.add(JsonTree.child(whole, "memory").get("workingSetBytes"));
      assertThat(cluster.kubectl("get", "--raw", path + "metrics/resource"))
          .contains("node_cpu_usage_seconds_total ")
          .contains("container_cpu_usage_seconds_total{container=\"c\",namespace=\"default\"");
      assertThat(cluster.kubectl("get", "--raw", path + "pods")).contains("\"kind\":\"PodList\"");
    }
    assertThat(memory).doesNotHaveDuplicates();
  }

  private static String raw(String node, String path) {
    return cluster.kubectl("get", "--raw", "/api/v1/nodes/" + node + "/proxy/" + path);
  }

  private static void theKubeletSaysWhatItIs() {
    assertThat(raw("hollow-00003", "statusz"))
        .startsWith("\nkubelet statusz\nWarning: ")
        .containsPattern("\nStarted: .* UTC 20\\d\\d\nUp: \\d+ hr \\d\\d min \\d\\d sec\n")
        .contains("\nBinary version: 1.36.3\n");
    assertThat(raw("hollow-00003", "flagz"))
        .startsWith("\nkubelet flagz\nWarning: ")
        .contains("\nhostname-override=hollow-00003\n");
  }

  private static void aCommandRunsAtOnce() throws IOException {
    String pod = pods("web").get(0);
    String path = "/proxy/run/default/" + pod.substring(4) + "/c?cmd=";
    Path body = Files.writeString(folder.resolve("nothing.json"), "{}");
    String[] run = {"create", "-f", body.toString(), "--raw"};
    List<String> words = new ArrayList<>(List.of(run));
    words.add("/api/v1/nodes/" + nodeOf(pod) + path + "echo%20one%20shot");
    assertThat(cluster.kubectl(words.toArray(String[]::new))).isEqualTo("one shot\n");
    words.set(run.length, "/api/v1/nodes/" + nodeOf(pod) + path + "false");
    try (ToolProcess failing = cluster.startKubectl(words.toArray(String[]::new))) {
      assertThat(failing.awaitExit(EndpointsCluster.LIMIT)).isNotZero();
      assertThat(failing.stderr()).contains("command 'false' exited with 1");
    }
  }

  @Test
  void kwoksUsagesAreWhatTheMetricsSay() throws IOException {
    String pods =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: declared-one}
        spec: {containers: [{name: c, image: fake/web:1}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: declared-many, annotations: {example.com/memory: 24Mi}}
        spec: {containers: [{name: c, image: fake/web:1}]}
        """;
    apply("declared", pods);
    cluster.kubectl(
        "wait", "--for=condition=Ready", "pod/declared-one", "pod/declared-many", "--timeout=170s");
    assertThat(raw(nodeOf("pod/declared-one"), "metrics/resource"))
        .containsPattern(workingSet("declared-one", 48 << 20));
    assertThat(raw(nodeOf("pod/declared-one"), "stats/summary")).contains("300000000");
    assertThat(raw(nodeOf("pod/declared-many"), "metrics/resource"))
        .containsPattern(workingSet("declared-many", 24 << 20));
  }

  private static String workingSet(String pod, int bytes) {
    return "container_memory_working_set_bytes\\{container=\"c\",namespace=\"default\",pod=\""
        + pod
        + "\"\\} "
        + bytes
        + " ";
  }

  @Test
  void killsForMemoryAreCountedWhereTheLimitWas() throws IOException {
    apply(
        "leaks",
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: leak, annotations: {scaletest/usage-memory: 'leak:40Mi,5Mi'}}
        spec:
          containers:
          - {name: c, image: fake/web:1, resources: {limits: {memory: 60Mi}}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: leak-together, annotations: {scaletest/usage-memory: 'leak:20Mi,5Mi'}}
        spec:
          resources: {limits: {memory: 80Mi}}
          containers:
          - {name: a, image: fake/web:1}
          - {name: b, image: fake/web:1}
        """);
    cluster.await("the leak is killed and counted", () -> counted("leak", "c"));
    cluster.await("so is one of two that leak together", () -> counted("leak-together", ""));
    cluster.await(
        "its status says so",
        () ->
            cluster
                .kubectl(
                    "get",
                    "pod/leak-together",
                    "-o",
                    "jsonpath={.status.containerStatuses[*].lastState.terminated.reason}")
                .startsWith("OOMKilled"));
  }

  private static boolean counted(String pod, String container) {
    String node = nodeOf("pod/" + pod);
    return !node.isEmpty()
        && raw(node, "metrics/cadvisor")
            .lines()
            .filter(line -> line.startsWith("container_oom_events_total{"))
            .filter(line -> line.contains("{container=\"" + container + "\","))
            .filter(line -> line.contains("pod=\"" + pod + "\"}"))
            .anyMatch(line -> !line.contains("} 0 "));
  }

  @Test
  void thePlayersScenarioReadsEveryNodesMetrics() throws IOException {
    ToolProcess.Builder scrape =
        ToolProcess.jar(
                "player",
                "scenario",
                "scrape",
                "--nodes=50",
                "--per-minute=24",
                "--duration=5s",
                "-runid=scrape",
                "-kubeconfig=" + cluster.kubeconfig())
            .directory(folder);
    try (ToolProcess player = cluster.start(scrape)) {
      // A busy machine may break a limit, or make the run invalid.
      assertThat(player.awaitExit(EndpointsCluster.LIMIT)).as(player.stderr()).isIn(0, 30, 31);
    }
    Summary summary = Summary.read(folder.resolve("scrape-driver.summary.json"));
    assertThat(summary.count("gets")).isEqualTo(100);
    assertThat(summary.count("errors")).isZero();
    String rows = Files.readString(folder.resolve("scrape-driver.csv"));
    assertThat(Pattern.compile("hollow-[0-9]{5}").matcher(rows).results().map(MatchResult::group))
        .hasSize(100)
        .satisfies(names -> assertThat(Set.copyOf(names)).hasSize(50));
  }

  @Test
  void whoMayNotIsTurnedAway() {
    assertThat(status("")).isEqualTo("401");
    assertThat(status("nonsense")).isEqualTo("401");
    assertThat(status(cluster.kubectl("create", "token", "nobody").strip())).isEqualTo("403");
    String everybodys = "http://10.200.1.2:10255";
    assertThat(curl(everybodys + "/metrics/resource")).isEqualTo("200");
    assertThat(curl(everybodys + "/pods")).isEqualTo("200");
    assertThat(curl(everybodys + "/configz")).isEqualTo("404");
  }

  private static String status(String token) {
    return curl(
        "https://10.200.1.2:10250/metrics/resource",
        "-k",
        "-H",
        token.isEmpty() ? "X-None: 1" : "Authorization: Bearer " + token);
  }

  /** Returns the status of an answer; 000 where there is none. */
  private static String curl(String url, String... options) {
    List<String> words = new ArrayList<>(List.of("curl", "-s", "-o", "/dev/null", "-w"));
    words.add("%{http_code}");
    words.addAll(List.of(options));
    words.add(url);
    try (ToolProcess process = cluster.start(ToolProcess.command(words.toArray(String[]::new)))) {
      process.awaitExit(EndpointsCluster.LIMIT);
      return process.stdout();
    }
  }

  @Test
  void aCertificateOfTheClusterIsServedOnceItIsApproved() {
    String url = "https://10.200.2.1:10260/healthz";
    String[] trusted = {"--cacert", cluster.authority().toString()};
    try (ToolProcess node =
        cluster.hollowNodes(
            "--morph=kubelet",
            "--name=certified",
            "--identity=impersonate",
            "--node-ip=10.200.2.1",
            "--kubelet-endpoints=address",
            "--kubelet-port=10260",
            "--rotate-server-certificates",
            "--deregister",
            "--summary=" + folder.resolve("certified.json"))) {
      cluster.await("it has asked", () -> !requests().isEmpty());
      assertThat(requests())
          .allMatch(line -> line.contains("kubernetes.io/kubelet-serving"))
          .allMatch(line -> line.contains("system:node:certified"));
      assertThat(curl(url, "-k")).isEqualTo("000");
      cluster.kubectl("certificate", "approve", requests().get(0).split(" ", 2)[0]);
      cluster.await("it is known", () -> curl(url, trusted).equals("401"));
      node.signal("TERM");
      assertThat(node.awaitExit(EndpointsCluster.LIMIT)).as(node.stderr()).isEqualTo(143);
    }
  }

  private static List<String> requests() {
    return cluster.kubectl("get", "csr", "--no-headers", "--ignore-not-found").lines().toList();
  }

  @Test
  void metricsServerKnowsAllNodesAndTheirPods() throws IOException {
    deploy("top", 2, "150m");
    List<String> rows = new ArrayList<>();
    cluster.await(
        "every node has metrics",
        () -> {
          rows.clear();
          rows.addAll(metricsServer.top("nodes"));
          return rows.stream().filter(row -> !row.contains("unknown")).count() == 50;
        });
    assertThat(rows).allMatch(row -> row.matches("hollow-\\S+ +\\d+m +\\d+% +\\d+Mi +\\d+% *"));
    assertThat(rows.stream().map(row -> row.split(" ", 2)[1]).distinct().count())
        .as("nodes that use different amounts")
        .isGreaterThan(40);
    Predicate<String> measured = row -> row.matches("top-\\S+ +1(49|50|51)m +\\d+Mi *");
    cluster.await(
        "the pods use what their annotation says",
        () -> metricsServer.top("pods", "-l", "app=top").stream().filter(measured).count() == 2);
  }

  @Test
  void anAutoscalerFollowsTheUsageModel() throws IOException {
    // All are started together, and idle first: so it scales down, then up.
    deploy("wave", 4, "sine:0,1,90s");
    apply(
        "autoscaler",
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: wave}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: wave}
          minReplicas: 1
          maxReplicas: 4
          metrics:
          - type: Resource
            resource: {name: cpu, target: {type: Utilization, averageUtilization: 450}}
          behavior:
            scaleDown: {stabilizationWindowSeconds: 0}
        """);
    cluster.await("fewer pods while they are idle", () -> replicas() < 4);
    int fewest = replicas();
    cluster.await("more pods while they are busy", () -> replicas() > fewest);
    cluster.await("the pods run", () -> pods("wave").size() > fewest);
  }

  private static int replicas() {
    return Integer.parseInt(
        cluster.kubectl("get", "deployment/wave", "-o", "jsonpath={.spec.replicas}"));
  }

  private static Map<String, Object> object(String json) {
    return JsonTree.object(json.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(() -> new AssertionError("no JSON: " + json));
  }
}
