package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** A cluster whose raw requests are in protobuf. Safe for use by many threads. */
record InProtobuf(TestCluster cluster) implements TestCluster {
  @Override
  public RawApi raw() {
    return RawApi.inProtobuf(client());
  }

  @Override
  public String name() {
    return cluster.name();
  }

  @Override
  public Path kubeconfig() {
    return cluster.kubeconfig();
  }

  @Override
  public KubernetesClient client() {
    return cluster.client();
  }

  @Override
  public String uniqueNamespace() {
    return cluster.uniqueNamespace();
  }
}
