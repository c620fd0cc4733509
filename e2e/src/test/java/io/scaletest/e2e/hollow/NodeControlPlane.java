package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** A real control plane of a test's own, whose audit log has the bodies of all requests. */
final class NodeControlPlane implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration CERTIFICATE_LIFE = Duration.ofHours(1);

  private final ControlPlane controlPlane;
  private final BoundedWait wait = new BoundedWait(Ticker.system());

  private NodeControlPlane(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  static NodeControlPlane start(Path folder) {
    ControlPlaneOptions options =
        ControlPlaneOptions.in(folder).withAudit(AuditLevel.REQUEST).withStopAtExit();
    return new NodeControlPlane(ControlPlane.start(options, BuildListener.silent()));
  }

  /** Returns the requests of clients whose user agent begins with {@code agentPrefix}. */
  List<AuditedRequest> requests(String agentPrefix) {
    Path log = controlPlane.dataDir().resolve("logs").resolve("kube-apiserver-1.audit.log");
    return AuditedRequest.ofAuditLog(log, agentPrefix);
  }

  Path adminKubeconfig() {
    return controlPlane.kubeconfig();
  }

  /** Returns the kubeconfig of a node's own user. */
  Path kubeconfigOfNode(String node) {
    return kubeconfigFor("system:node:" + node, List.of("system:nodes"));
  }

  Path kubeconfigFor(String user, List<String> groups) {
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    return controlPlane.kubeconfigFor(user, groups, clock.now().plus(CERTIFICATE_LIFE));
  }

  private RawApi raw() {
    return new RawApi(controlPlane.client());
  }

  /** Returns an object; missing where there is none. */
  JsonNode get(String path) {
    return raw().get(path).json();
  }

  boolean exists(String path) {
    return raw().get(path).succeeded();
  }

  void create(String path, String body) {
    RawAnswer answer = raw().post(path, body);
    assertThat(answer.succeeded()).as(answer.describe()).isTrue();
  }

  void delete(String path) {
    RawAnswer answer = raw().delete(path);
    assertThat(answer.succeeded()).as(answer.describe()).isTrue();
  }

  /** Waits for a node to be ready. */
  void awaitReady(String node) {
    await(
        "node " + node + " is ready",
        () -> condition(get("/api/v1/nodes/" + node), "Ready").equals("True"));
  }

  /** Returns the status of a condition; empty where there is none. */
  static String condition(JsonNode object, String type) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asString("").equals(type)) {
        return condition.path("status").asString("");
      }
    }
    return "";
  }

  /** Waits until something is so, for a limited time. */
  void await(String what, BooleanSupplier condition) {
    assertThat(wait.until(LIMIT, condition)).as(what).isTrue();
  }

  @Override
  public void close() {
    controlPlane.close();
  }
}
