package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.network.NetworkNamespace;
import io.scaletest.testkit.process.ToolProcess;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubelets serve, asked for with kubectl by way of a real API server, and directly. */
@SideBySide
class KubeletEndpointsIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private static final String PODS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata:
            labels: {app: web}
            annotations: {scaletest/usage-cpu: 150m}
          spec:
            topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: kubernetes.io/hostname
              whenUnsatisfiable: DoNotSchedule
              labelSelector: {matchLabels: {app: web}}
            containers:
            - name: c
              image: fake/web:1
              resources: {requests: {cpu: 100m, memory: 64Mi}}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: nobody}
      """;

  @TempDir private Path folder;
  private List<String> inside;

  private Path controlPlane() {
    return folder.resolve("cp");
  }

  @Test
  void twoNodesOfOneProcessAnswerAsKubeletsDo() throws IOException {
    // CI must have it; elsewhere it takes root or user namespaces.
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      assumeThat(NetworkNamespace.supported()).isTrue();
    }
    try (NetworkNamespace network = NetworkNamespace.open("10.200.0.1/16", "10.200.0.2/16")) {
      inside = network.prefix();
      String dataDir = "--data-dir=" + controlPlane();
      try {
        run(ToolProcess.jar("control-plane", "up", dataDir));
        try (ToolProcess nodes =
            HollowNodeCommand.of(
                    controlPlane().resolve("admin.kubeconfig"),
                    "--morph=kubelet",
                    "--nodes=2",
                    "--watch=shared",
                    "--node-ip=10.200.0.0/29",
                    "--kubelet-endpoints=address",
                    "--summary=" + folder.resolve("nodes.json"))
                .through(inside)
                .start()) {
          Path manifest = folder.resolve("pods.yaml");
          Files.writeString(manifest, PODS);
          kubectl("apply", "-f", manifest.toString());
          kubectl("rollout", "status", "deployment/web", "--timeout=60s");
          logsAreEachContainersOwn();
          commandsRunAndEndWithTheirCode();
          portsAreForwarded();
          theNodesUseDifferentAmounts();
          whoMayNotIsTurnedAway();
          nodes.signal("TERM");
          nodes.awaitExit(LIMIT);
        }
      } finally {
        run(ToolProcess.jar("control-plane", "down", dataDir));
      }
    }
  }

  private List<String> pods() {
    return kubectl("get", "pods", "-o", "name").lines().toList();
  }

  private void logsAreEachContainersOwn() {
    for (String pod : pods()) {
      assertThat(kubectl("logs", pod, "--tail=1"))
          .matches("line \\d+ of default/" + pod.substring(4) + " c on hollow-0000[01]\n");
    }
    try (ToolProcess following = startKubectl("logs", "-f", "--tail=1", pods().get(0))) {
      following.awaitOutput(text -> text.lines().count() >= 3, LIMIT);
    }
  }

  private void commandsRunAndEndWithTheirCode() {
    String pod = pods().get(0);
    assertThat(kubectl("exec", pod, "--", "echo", "hello")).isEqualTo("hello\n");
    try (ToolProcess failing = startKubectl("exec", pod, "--", "sh", "-c", "echo out; exit 7")) {
      assertThat(failing.awaitExit(LIMIT)).isEqualTo(7);
      assertThat(failing.stdout()).isEqualTo("out\n");
    }
    try (ToolProcess spdy =
        command("exec", pod, "--", "sh", "-c", "echo spdy; exit 4")
            .environment("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false")
            .start()) {
      assertThat(spdy.awaitExit(LIMIT)).isEqualTo(4);
      assertThat(spdy.stdout()).isEqualTo("spdy\n");
    }
  }

  private void portsAreForwarded() {
    String pod = pods().get(0);
    try (ToolProcess forwarding = startKubectl("port-forward", pod, ":80")) {
      String line = awaitLine(forwarding, "Forwarding from 127.0.0.1:");
      String port = line.replaceAll(".*127.0.0.1:(\\d+) .*", "$1");
      assertThat(run(ToolProcess.command("curl", "-s", "http://127.0.0.1:" + port + "/")))
          .startsWith("pod default/" + pod.substring(4) + " port 80 on hollow-0000");
    }
  }

  private static String awaitLine(ToolProcess process, String beginning) {
    process.awaitOutput(text -> text.contains(beginning), LIMIT);
    return process
        .stdout()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElseThrow(() -> new AssertionError(process.stdout() + process.stderr()));
  }

  private void theNodesUseDifferentAmounts() {
    List<Object> memory = new ArrayList<>();
    for (String node : List.of("hollow-00000", "hollow-00001")) {
      String path = "/api/v1/nodes/" + node + "/proxy/";
      Map<String, Object> summary = object(kubectl("get", "--raw", path + "stats/summary"));
      Map<String, Object> whole = JsonTree.child(summary, "node");
      assertThat(JsonTree.text(whole, "nodeName")).isEqualTo(node);
      Map<?, ?> pod = JsonTree.objects(summary, "pods").get(0);
      assertThat(pod.get("cpu")).asString().contains("usageNanoCores=150000000");
      memory.add(JsonTree.child(whole, "memory").get("workingSetBytes"));
      assertThat(kubectl("get", "--raw", path + "metrics/resource"))
          .contains("node_cpu_usage_seconds_total ")
          .contains("container_cpu_usage_seconds_total{container=\"c\",namespace=\"default\"");
      assertThat(kubectl("get", "--raw", path + "pods")).contains("\"kind\":\"PodList\"");
    }
    assertThat(memory).doesNotHaveDuplicates();
  }

  private void whoMayNotIsTurnedAway() {
    assertThat(status("")).isEqualTo("401");
    assertThat(status("nonsense")).isEqualTo("401");
    assertThat(status(kubectl("create", "token", "nobody").strip())).isEqualTo("403");
  }

  private String status(String token) {
    return run(
        ToolProcess.command(
            "curl",
            "-sk",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "-H",
            token.isEmpty() ? "X-None: 1" : "Authorization: Bearer " + token,
            "https://10.200.0.2:10250/metrics/resource"));
  }

  private static Map<String, Object> object(String json) {
    return JsonTree.object(json.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(() -> new AssertionError("no JSON: " + json));
  }

  private ToolProcess.Builder command(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of(
                RealCluster.kubectl().toString(),
                "--kubeconfig=" + controlPlane().resolve("admin.kubeconfig")));
    all.addAll(Arrays.asList(words));
    return ToolProcess.command(all.toArray(new String[0])).through(inside);
  }

  private ToolProcess startKubectl(String... words) {
    return command(words).start();
  }

  private String kubectl(String... words) {
    try (ToolProcess process = startKubectl(words)) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout();
    }
  }

  private String run(ToolProcess.Builder builder) {
    try (ToolProcess process = builder.through(inside).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout();
    }
  }
}
