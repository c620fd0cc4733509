package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.e2e.Summary;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import tools.jackson.databind.JsonNode;

/**
 * What nodes asked a real API server for, from their start through the lives of pods to a minute of
 * idling, as its audit log has it. They live side by side and once, for all tests that ask.
 *
 * @param twin requests of the node that lives as the recorded one of kubemark's did, and its
 *     proxy's
 * @param others requests of three more kubelets, in one process
 * @param idleSince from when on nothing happened to any of them, for a minute and more
 * @param rejected status of a pod that the second of the three had no processor for
 * @param summary of the process of the three
 */
record NodeLives(
    List<AuditedRequest> twin,
    List<AuditedRequest> others,
    Instant idleSince,
    JsonNode rejected,
    Summary summary) {
  static final String TWIN = "hk1";
  static final List<String> OTHERS = List.of("n-0", "n-1", "n-2");
  static final Duration IDLING = Duration.ofMinutes(1);
  static final String PODS = "/api/v1/namespaces/default/pods";
  static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

  private static final Duration EXIT_LIMIT = Duration.ofMinutes(2);
  private static final List<String> TWINS_USERS =
      List.of("system:node:" + TWIN, "system:kube-proxy");

  /** Gives a test the lives. */
  static final class Resolver implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(Resolver.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == NodeLives.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(NodeLives.class, key -> live(), NodeLives.class);
    }
  }

  private static NodeLives live() {
    Path folder = temporaryFolder();
    Path summaryFile = folder.resolve("summary.json");
    try (NodeControlPlane cluster = NodeControlPlane.start(folder.resolve("cp"));
        ToolProcess others =
            HollowNodeCommand.of(
                    cluster.adminKubeconfig(),
                    "--morph=kubelet",
                    "--nodes=3",
                    "--name-pattern=n-%d",
                    "--identity=impersonate",
                    "--summary=" + summaryFile)
                .start();
        ToolProcess kubelet =
            HollowNodeCommand.of(
                    cluster.kubeconfigOfNode(TWIN),
                    "--morph=kubelet",
                    "--name=" + TWIN,
                    "--kubelet-port=20250",
                    "--node-ip=192.0.2.2",
                    "--extended-resources=nvidia.com/gpu=8",
                    "--summary=")
                .start();
        ToolProcess proxy =
            HollowNodeCommand.of(
                    cluster.kubeconfigFor("system:kube-proxy", List.of()),
                    "--morph=proxy",
                    "--name=" + TWIN,
                    "--summary=")
                .start()) {
      OTHERS.forEach(cluster::awaitReady);
      cluster.awaitReady(TWIN);
      JsonNode rejected = livesOfPods(cluster);
      Instant idleSince = idle(cluster);
      for (ToolProcess process : List.of(kubelet, proxy)) {
        assertThat(process.isAlive()).as(process.stderr()).isTrue();
      }
      List<AuditedRequest> twin = new ArrayList<>();
      List<AuditedRequest> ofOthers = new ArrayList<>();
      for (AuditedRequest request : cluster.requests("hollow-")) {
        (TWINS_USERS.contains(request.user()) ? twin : ofOthers).add(request);
      }
      others.signal("TERM");
      assertThat(others.awaitExit(EXIT_LIMIT)).as(others.stderr()).isEqualTo(143);
      return new NodeLives(twin, ofOthers, idleSince, rejected, Summary.read(summaryFile));
    }
  }

  /** Below target, so that logs are at hand after a failure and go with the build's other files. */
  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "node-lives");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the status of the pod that is rejected. */
  private static JsonNode livesOfPods(NodeControlPlane cluster) {
    cluster.await(
        "a token can be had",
        () -> cluster.exists("/api/v1/namespaces/default/serviceaccounts/default"));
    // The recorded pod had its node from the scheduler, and only one to be sent to.
    cluster.create(
        PODS,
        // Its status's first requests, of a JVM that is cold, are to be answered before its
        // sandbox.
        "{\"metadata\":{\"name\":\"web\",\"annotations\":{\"scaletest/sandbox\":\"3s\"}},\"spec\":{\"nodeSelector\":{\"kubernetes.io/hostname\":\""
            + TWIN
            + "\"},\"containers\":[{\"name\":\"web\",\"image\":\"fake/web:1\"}]}}");
    cluster.create(PODS, boundPod("first"));
    cluster.await("the recorded pod runs", () -> isReady(cluster, "web"));
    cluster.await("the first pod runs", () -> isReady(cluster, "first"));
    cluster.create(PODS, boundPod("second"));
    cluster.await(
        "the second pod is rejected",
        () -> Workloads.phase(cluster.get(PODS + "/second")).equals("Failed"));
    JsonNode rejected = cluster.get(PODS + "/second").path("status");
    cluster.delete(PODS + "/web");
    cluster.delete(PODS + "/first");
    for (String pod : List.of("web", "first")) {
      cluster.await(pod + " is gone", () -> !cluster.exists(PODS + "/" + pod));
    }
    return rejected;
  }

  /** Bound already, and more than half of the node's one processor. */
  private static String boundPod(String name) {
    return String.format(
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"nodeName\":\"n-1\",\"containers\":[{\"name\":"
            + "\"c\",\"image\":\"c:1\",\"resources\":{\"requests\":{\"cpu\":\"600m\"}}}]}}",
        name);
  }

  private static boolean isReady(NodeControlPlane cluster, String pod) {
    return NodeControlPlane.condition(cluster.get(PODS + "/" + pod), "Ready").equals("True");
  }

  /** Waits until nothing is left to be told, and then a minute; returns when that began. */
  private static Instant idle(NodeControlPlane cluster) {
    for (String node : List.of(TWIN, "n-1")) {
      cluster.await(
          node + " tells of its pod's image",
          () -> cluster.get("/api/v1/nodes/" + node).at("/status/images").size() > 0);
    }
    Instant since = WallClock.anchoredTo(Ticker.system()).now();
    List<String> nodes = new ArrayList<>(OTHERS);
    nodes.add(TWIN);
    for (String node : nodes) {
      cluster.await(
          node + " renews its lease for a minute",
          () -> !renewed(cluster, node).isBefore(since.plus(IDLING)));
    }
    return since;
  }

  private static Instant renewed(NodeControlPlane cluster, String node) {
    String text = cluster.get(LEASES + "/" + node).at("/spec/renewTime").asString("");
    return text.isEmpty() ? Instant.MIN : Instant.parse(text);
  }

  /** Returns those of the requests that were made while the nodes idled. */
  List<AuditedRequest> whileIdle(List<AuditedRequest> requests) {
    return requests.stream().filter(request -> request.received().isAfter(idleSince)).toList();
  }
}
