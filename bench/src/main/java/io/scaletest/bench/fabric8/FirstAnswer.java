package io.scaletest.bench.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;

/** From the start of a process to its first answer: one ConfigMap, read. */
final class FirstAnswer {
  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "extension-apiserver-authentication";

  private FirstAnswer() {}

  static void run(ClientKind kind, String kubeconfig) throws ConfigurationException {
    long beginNs = MeasuredProcess.cpuNs();
    switch (kind) {
      case TRANSPORT -> overTransport(kubeconfig);
      case DSL -> Fabric8.overTransport(kubeconfig);
      case STOCK -> Fabric8.stock(kubeconfig);
      case ASYNC -> throw new IllegalArgumentException("its start is that of dsl");
    }
    MeasuredProcess.tellMs("CPU to the answer ms", MeasuredProcess.cpuNs() - beginNs);
    MeasuredProcess.tell("classes", MeasuredProcess.classes());
  }

  private static void overTransport(String kubeconfig) throws ConfigurationException {
    try (HttpTransport transport = Clients.transport(kubeconfig)) {
      ApiReply reply =
          transport.sendAndWait(
              ApiRequest.get("/api/v1/namespaces/" + NAMESPACE + "/configmaps/" + NAME));
      if (!reply.succeeded()) {
        throw new IllegalStateException(reply.failure());
      }
    }
  }

  /** Apart, so that the transport's start loads no class of fabric8. */
  private static final class Fabric8 {
    static void overTransport(String kubeconfig) throws ConfigurationException {
      try (MeasuredClient client =
          Clients.Fabric8.overTransport(kubeconfig, (request, authority, reply) -> {})) {
        read(client.client());
      }
    }

    static void stock(String kubeconfig) {
      try (KubernetesClient client = Clients.Fabric8.stock(kubeconfig)) {
        read(client);
      }
    }

    private static void read(KubernetesClient client) {
      if (client.configMaps().inNamespace(NAMESPACE).withName(NAME).get() == null) {
        throw new IllegalStateException(NAME + " is not there");
      }
    }
  }
}
