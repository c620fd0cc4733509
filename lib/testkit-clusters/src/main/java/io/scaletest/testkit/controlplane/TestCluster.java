package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.List;

/** A cluster that a test was given: the real control plane, or the embedded API server. */
public interface TestCluster {
  /** Returns what to call it: {@code real} or {@code embedded}. */
  String name();

  /** Returns whether it is the embedded API server. */
  default boolean isEmbedded() {
    return name().equals(EmbeddedCluster.NAME);
  }

  /** Returns the administrator's kubeconfig. */
  Path kubeconfig();

  /**
   * Returns fabric8's client with every right, over the transport of the tools. It repeats nothing;
   * the cluster closes it.
   */
  KubernetesClient client();

  /** Returns requests by path and body, as the client's user. */
  default RawApi raw() {
    return new RawApi(client());
  }

  /** Returns a new namespace that no other test of this cluster has. */
  String uniqueNamespace();

  /**
   * Returns the ConfigMaps of a namespace that have certain labels.
   *
   * @param selector as kubectl takes it: {@code a=b,c}; empty for all but those that Kubernetes
   *     itself puts into every namespace
   */
  default List<ConfigMap> configMaps(String namespace, String selector) {
    return client()
        .configMaps()
        .inNamespace(namespace)
        .list(new ListOptionsBuilder().withLabelSelector(selector).build())
        .getItems()
        .stream()
        .filter(map -> !map.getMetadata().getName().equals("kube-root-ca.crt"))
        .toList();
  }

  /**
   * Returns the flunders of a namespace that have certain labels.
   *
   * @param selector as kubectl takes it: {@code a=b,c}; empty for all
   */
  default List<GenericKubernetesResource> flunders(String namespace, String selector) {
    return client()
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("wardle.example.com")
                .withVersion("v1alpha1")
                .withKind("Flunder")
                .withPlural("flunders")
                .withNamespaced(true)
                .build())
        .inNamespace(namespace)
        .list(new ListOptionsBuilder().withLabelSelector(selector).build())
        .getItems();
  }
}
