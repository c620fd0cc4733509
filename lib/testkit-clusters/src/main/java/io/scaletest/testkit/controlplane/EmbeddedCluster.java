package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.scaletest.embedded.server.EmbeddedApiServer;
import io.scaletest.embedded.server.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The embedded API server in the JVM of the test. Safe for use by many threads. */
public final class EmbeddedCluster implements TestCluster, AutoCloseable {
  static final String NAME = "embedded";

  private final EmbeddedApiServer server;
  private final Path kubeconfig;
  private final ClusterClient client;
  private final AtomicInteger namespaces = new AtomicInteger();

  private EmbeddedCluster(EmbeddedApiServer server) {
    this.server = server;
    try {
      kubeconfig = Files.createTempFile("embedded", ".kubeconfig");
      Files.writeString(kubeconfig, server.kubeconfig().toYaml());
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException(e);
    }
    client = new ClusterClient(kubeconfig);
  }

  /** Starts one. */
  public static EmbeddedCluster start(ServerSettings settings) {
    return new EmbeddedCluster(EmbeddedApiServer.start(settings));
  }

  /** Returns the server itself. */
  public EmbeddedApiServer server() {
    return server;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public KubernetesClient client() {
    return client.client();
  }

  @Override
  public String uniqueNamespace() {
    String name = "test-" + namespaces.incrementAndGet();
    client()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  @Override
  public void close() {
    client.close();
    server.close();
    try {
      Files.deleteIfExists(kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
