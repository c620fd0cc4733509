package io.scaletest.dist;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** A user's program made with fabric8's client, to be measured. */
final class ListConfigMaps {
  private ListConfigMaps() {}

  public static void main(String[] args) {
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      System.out.println(client.configMaps().inNamespace("scaletest").list().getItems().size());
    }
  }
}
