package io.scaletest.embedded.server;

import io.scaletest.embedded.api.ApiService;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;

/**
 * The objects of a new cluster that clients look for: namespaces, default service accounts, the
 * {@code kubernetes} service with its endpoints.
 */
final class FirstObjects {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease", "scaletest");
  private static final String SERVICE = "kubernetes";
  private static final long SERVICE_PORT = 443;

  private FirstObjects() {}

  static void putInto(ApiService service, String host, int port) {
    for (String namespace : NAMESPACES) {
      service.put("", "v1", "namespaces", object("", namespace, JsonTree.of()));
      service.put("", "v1", "serviceaccounts", object(namespace, "default", JsonTree.of()));
    }
    // A real cluster has it, too: a watch of all ConfigMaps sees one at least.
    service.put(
        "",
        "v1",
        "configmaps",
        object(
            "kube-system",
            "extension-apiserver-authentication",
            JsonTree.of("data", JsonTree.of())));
    Map<String, Object> servicePort =
        JsonTree.of(
            "name", "https", "protocol", "TCP", "port", SERVICE_PORT, "targetPort", (long) port);
    service.put(
        "",
        "v1",
        "services",
        object(
            "default",
            SERVICE,
            JsonTree.of(
                "spec", JsonTree.of("clusterIP", "10.96.0.1", "ports", List.of(servicePort)))));
    Map<String, Object> endpointPort =
        JsonTree.of("name", "https", "port", (long) port, "protocol", "TCP");
    service.put(
        "",
        "v1",
        "endpoints",
        object(
            "default",
            SERVICE,
            JsonTree.of(
                "subsets",
                List.of(
                    JsonTree.of(
                        "addresses",
                        List.of(JsonTree.of("ip", host)),
                        "ports",
                        List.of(endpointPort))))));
    Map<String, Object> slice =
        object(
            "default",
            SERVICE,
            JsonTree.of(
                "addressType",
                host.contains(":") ? "IPv6" : "IPv4",
                "endpoints",
                List.of(
                    JsonTree.of(
                        "addresses", List.of(host), "conditions", JsonTree.of("ready", true))),
                "ports",
                List.of(endpointPort)));
    JsonTree.child(slice, "metadata")
        .put("labels", JsonTree.of("kubernetes.io/service-name", SERVICE));
    service.put("discovery.k8s.io", "v1", "endpointslices", slice);
  }

  private static Map<String, Object> object(
      String namespace, String name, Map<String, Object> content) {
    Map<String, Object> object =
        JsonTree.of(
            "metadata",
            JsonTree.of("name", name, "namespace", namespace.isEmpty() ? null : namespace));
    object.putAll(content);
    return object;
  }
}
