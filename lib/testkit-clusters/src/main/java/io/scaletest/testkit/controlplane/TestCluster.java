package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.scaletest.controlplane.rest.ApiAnswer;
import io.scaletest.controlplane.rest.ApiClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

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

  /** Returns a client with every right. */
  ApiClient api();

  /**
   * Returns fabric8's client with every right, over the transport of the tools. It repeats nothing;
   * the cluster closes it.
   */
  KubernetesClient client();

  /** Returns a new namespace that no other test of this cluster has. */
  String uniqueNamespace();

  /**
   * Returns the ConfigMaps of a namespace that have certain labels.
   *
   * @param selector as kubectl takes it: {@code a=b,c}; empty for all but those that Kubernetes
   *     itself puts into every namespace
   */
  default List<JsonNode> configMaps(String namespace, String selector) {
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
  default List<JsonNode> flunders(String namespace, String selector) {
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
}
