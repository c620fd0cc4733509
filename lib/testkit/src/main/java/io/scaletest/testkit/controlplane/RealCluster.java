package io.scaletest.testkit.controlplane;

import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.rest.ApiAnswer;
import io.scaletest.controlplane.rest.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** The real control plane that a test was given. Safe for use by many threads. */
public final class RealCluster {
  private static final String FOLDER = "real-control-plane";

  private final ControlPlane controlPlane;
  private final AtomicInteger namespaces = new AtomicInteger();

  private RealCluster(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  static RealCluster start() {
    ControlPlaneOptions options = ControlPlaneOptions.in(folder()).withStopAtExit();
    return new RealCluster(ControlPlane.start(options, new ErrorOutput()));
  }

  /**
   * Below target, so that logs are at hand after a failure, and what a killed JVM left running is
   * found and ended by the next one.
   */
  private static Path folder() {
    Path target = Path.of("target").toAbsolutePath();
    if (Files.isDirectory(target) && ControlPlane.downIfAbandoned(target.resolve(FOLDER))) {
      return target.resolve(FOLDER);
    }
    try {
      return Files.createTempDirectory(FOLDER);
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

  /** Returns the control plane itself. */
  public ControlPlane controlPlane() {
    return controlPlane;
  }

  /** Returns the administrator's kubeconfig. */
  public Path kubeconfig() {
    return controlPlane.kubeconfig();
  }

  /** Returns the API servers' addresses. */
  public List<URI> servers() {
    return controlPlane.servers();
  }

  /** Returns a client with every right. */
  public ApiClient api() {
    return controlPlane.admin();
  }

  /** Returns a new namespace that no other test of this control plane has. */
  public String uniqueNamespace() {
    String name = "test-" + namespaces.incrementAndGet();
    controlPlane.createNamespace(name);
    return name;
  }

  /**
   * Returns the ConfigMaps of a namespace that have certain labels.
   *
   * @param selector as kubectl takes it: {@code a=b,c}; empty for all but those that Kubernetes
   *     itself puts into every namespace
   */
  public List<JsonNode> configMaps(String namespace, String selector) {
    List<JsonNode> found = list("/api/v1/namespaces/" + namespace + "/configmaps", selector);
    found.removeIf(
        item -> item.path("metadata").path("name").asString("").equals("kube-root-ca.crt"));
    return found;
  }

  /**
   * Returns the flunders of a namespace that have certain labels.
   *
   * @param selector as kubectl takes it: {@code a=b,c}; empty for all
   */
  public List<JsonNode> flunders(String namespace, String selector) {
    return list(
        "/apis/wardle.example.com/v1alpha1/namespaces/" + namespace + "/flunders", selector);
  }

  private List<JsonNode> list(String path, String selector) {
    String query = "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
    ApiAnswer answer = api().get(path + query);
    if (!answer.succeeded()) {
      throw new AssertionError(path + ": " + answer.describe());
    }
    List<JsonNode> found = new ArrayList<>();
    answer.json().path("items").forEach(found::add);
    return found;
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

  void close() {
    controlPlane.close();
  }
}
