package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.components.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** The real control plane that a test was given. Safe for use by many threads. */
public final class RealCluster implements TestCluster {
  static final String NAME = "real";

  private static final String FOLDER = "real-control-plane";
  private static final String FOLDER_WITH_NODE = "real-node";

  /** How many of each kind this JVM has started, which several threads may do at once. */
  private static final Map<String, Integer> STARTED = new ConcurrentHashMap<>();

  private static final Duration CONTROLLERS_LIMIT = Duration.ofMinutes(3);
  private static final int DELETES_MAX = 5;

  /** Kinds that have pods, or are. */
  private static final List<String> WORKLOADS =
      List.of(
          "/apis/apps/v1/deployments",
          "/apis/apps/v1/statefulsets",
          "/apis/apps/v1/daemonsets",
          "/apis/apps/v1/replicasets",
          "/apis/batch/v1/jobs",
          "/api/v1/pods");

  private final BoundedWait wait = new BoundedWait(Ticker.system());
  private final ControlPlane controlPlane;
  private final boolean hasNode;
  private final AtomicInteger namespaces = new AtomicInteger();

  private RealCluster(ControlPlane controlPlane, boolean hasNode) {
    this.controlPlane = controlPlane;
    this.hasNode = hasNode;
  }

  static RealCluster start() {
    return start(ControlPlaneOptions.in(folder(FOLDER)), false);
  }

  /** Starts one with a node. */
  static RealCluster startWithNode() {
    return start(
        ControlPlaneOptions.in(folder(FOLDER_WITH_NODE)).withNode().withAudit(AuditLevel.METADATA),
        true);
  }

  private static RealCluster start(ControlPlaneOptions options, boolean hasNode) {
    return new RealCluster(
        ControlPlane.start(options.withStopAtExit(), new ErrorOutput()), hasNode);
  }

  /**
   * Below target, so that logs are at hand after a failure, and what a killed JVM left running is
   * found and ended by the next one.
   */
  private static Path folder(String kind) {
    int number = STARTED.merge(kind, 1, Integer::sum);
    String name = number == 1 ? kind : kind + "-" + number;
    Path target = Path.of("target").toAbsolutePath();
    if (Files.isDirectory(target) && ControlPlane.downIfAbandoned(target.resolve(name))) {
      return target.resolve(name);
    }
    try {
      return Files.createTempDirectory(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A build takes minutes: whoever waits for the tests should see why. */
  private static final class ErrorOutput implements BuildListener {
    @Override
    public void note(String line) {
      System.err.println("real control plane: " + line);
    }

    @Override
    public void progress(String line) {}
  }

  /**
   * Returns the kubectl that is built with the control plane; builds both where they are missing.
   */
  public static Path kubectl() {
    ControlPlaneOptions options = ControlPlaneOptions.in(Path.of("target"));
    Path kubectl =
        ControlPlane.obtainBinaries(options, BuildListener.silent())
            .get(Component.KUBE_APISERVER)
            .resolveSibling("kubectl");
    if (!Files.isExecutable(kubectl)) {
      throw new AssertionError("no kubectl beside the API server: " + kubectl);
    }
    return kubectl;
  }

  /** Returns the control plane itself. */
  public ControlPlane controlPlane() {
    return controlPlane;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Path kubeconfig() {
    return controlPlane.kubeconfig();
  }

  /** Returns the API servers' addresses. */
  public List<URI> servers() {
    return controlPlane.servers();
  }

  @Override
  public KubernetesClient client() {
    return controlPlane.client();
  }

  @Override
  public String uniqueNamespace() {
    String name = "test-" + namespaces.incrementAndGet();
    controlPlane.createNamespace(name);
    // What its controllers put into each, some time later.
    for (String made : List.of("configmaps/kube-root-ca.crt", "serviceaccounts/default")) {
      String path = "/api/v1/namespaces/" + name + "/" + made;
      if (!wait.until(CONTROLLERS_LIMIT, () -> raw().get(path).succeeded())) {
        throw new AssertionError(name + " has no " + made + " after " + CONTROLLERS_LIMIT);
      }
    }
    return name;
  }

  /** Writes a kubeconfig of a user who has no rights but those that RBAC gives. */
  public Path kubeconfigFor(String user, List<String> groups, Instant notAfter) {
    return controlPlane.kubeconfigFor(user, groups, notAfter);
  }

  /** Kills the first API server; the test starts it again before it ends. */
  public void killApiServer() {
    controlPlane.killApiServer(0);
  }

  /** Starts the first API server again and waits until it is ready. */
  public void startApiServer() {
    controlPlane.startApiServer(0);
  }

  /**
   * Returns where the flunders' API server itself listens, behind the aggregator; it takes the
   * credentials of every kubeconfig of this control plane.
   */
  public URI sampleApiServer() {
    return controlPlane.sampleApiServer();
  }

  /** Kills the flunders' API server; the test starts it again before it ends. */
  public void killSampleApiServer() {
    controlPlane.killSampleApiServer();
  }

  /** Starts the flunders' API server again and waits until flunders can be listed. */
  public void startSampleApiServer() {
    controlPlane.startSampleApiServer();
  }

  /**
   * Deletes what a class has left that the next one would meet: Nodes of killed processes, which it
   * would count, and workloads, whose pods the scheduler would put onto its own Nodes. A cluster
   * with a real node keeps both. A server that does not answer several times is for the next class
   * to tell.
   */
  void tidy() {
    if (hasNode) {
      return;
    }
    WORKLOADS.forEach(this::deleteWithoutOwner);
    boolean done = false;
    for (int i = 0; i < DELETES_MAX && !done; i++) {
      done = raw().delete("/api/v1/nodes").succeeded();
    }
  }

  /** Deletes the objects of a kind that nothing owns; what they own goes with them. */
  private void deleteWithoutOwner(String kind) {
    RawAnswer list = raw().get(kind);
    if (!list.succeeded()) {
      return;
    }
    int slash = kind.lastIndexOf('/');
    for (JsonNode object : list.json().path("items")) {
      JsonNode metadata = object.path("metadata");
      String namespace = metadata.path("namespace").asString("");
      if (metadata.path("ownerReferences").isEmpty() && !namespace.equals("kube-system")) {
        raw()
            .delete(
                kind.substring(0, slash)
                    + "/namespaces/"
                    + namespace
                    + kind.substring(slash)
                    + "/"
                    + metadata.path("name").asString("")
                    + "?propagationPolicy=Background&gracePeriodSeconds=0");
      }
    }
  }

  void close() {
    controlPlane.close();
  }
}
