package io.scaletest.kube.endpoints;

import static io.scaletest.wire.http.HttpStatus.FORBIDDEN;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The API servers behind Service {@code default/kubernetes}, as clients are spread over with {@code
 * clientlb}.
 *
 * <p><i>Source:</i> the original reads the Service's v1 Endpoints and takes each subset's addresses
 * with its first TCP port. Endpoints are deprecated since Kubernetes 1.33: where they are forbidden
 * or removed, EndpointSlices have the same addresses.
 */
public final class ApiServerEndpoints {
  static final String ENDPOINTS_PATH = "/api/v1/namespaces/default/endpoints/kubernetes";
  static final String SLICES_PATH =
      "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
          + "?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes";

  private ApiServerEndpoints() {}

  /**
   * Asks the configured server; waits no longer than the transport's request timeout.
   *
   * @return base URLs such as {@code https://10.0.0.1:6443}, each once, in the cluster's order; at
   *     least one
   */
  public static List<String> read(ApiTransport transport) throws NoEndpointsException {
    ApiReply reply = transport.sendAndWait(ApiRequest.get(ENDPOINTS_PATH));
    if (reply.succeeded()) {
      return notEmpty("Endpoints default/kubernetes", ofEndpoints(reply.body()));
    }
    if (reply.status() != FORBIDDEN && reply.status() != NOT_FOUND) {
      throw new NoEndpointsException("Endpoints default/kubernetes: " + reply.failure());
    }
    ApiReply slices = transport.sendAndWait(ApiRequest.get(SLICES_PATH));
    if (!slices.succeeded()) {
      throw new NoEndpointsException(
          "Endpoints default/kubernetes: "
              + reply.failure()
              + "; EndpointSlices: "
              + slices.failure());
    }
    return notEmpty("EndpointSlices of default/kubernetes", ofSlices(slices.body()));
  }

  private static List<String> notEmpty(String what, Set<String> bases) throws NoEndpointsException {
    if (bases.isEmpty()) {
      throw new NoEndpointsException(
          what + ": hold no address with a TCP port; an API server on loopback registers none");
    }
    return List.copyOf(bases);
  }

  private static Set<String> ofEndpoints(byte[] json) {
    Set<String> bases = new LinkedHashSet<>();
    for (Map<?, ?> subset : JsonTree.objects(JsonTree.object(json).orElse(Map.of()), "subsets")) {
      List<String> hosts = new ArrayList<>();
      for (Map<?, ?> address : JsonTree.objects(subset, "addresses")) {
        hosts.add(String.valueOf(address.get("ip")));
      }
      addAll(bases, hosts, subset);
    }
    return bases;
  }

  private static Set<String> ofSlices(byte[] json) {
    Set<String> bases = new LinkedHashSet<>();
    for (Map<?, ?> slice : JsonTree.objects(JsonTree.object(json).orElse(Map.of()), "items")) {
      List<String> hosts = new ArrayList<>();
      for (Map<?, ?> endpoint : JsonTree.objects(slice, "endpoints")) {
        if (isReady(endpoint) && endpoint.get("addresses") instanceof List<?> addresses) {
          addresses.forEach(address -> hosts.add(String.valueOf(address)));
        }
      }
      addAll(bases, hosts, slice);
    }
    return bases;
  }

  /** Readiness that is not said counts as ready, as the API defines it. */
  private static boolean isReady(Map<?, ?> endpoint) {
    return !(endpoint.get("conditions") instanceof Map<?, ?> conditions)
        || !Boolean.FALSE.equals(conditions.get("ready"));
  }

  private static void addAll(Set<String> bases, List<String> hosts, Map<?, ?> withPorts) {
    for (Map<?, ?> port : JsonTree.objects(withPorts, "ports")) {
      Object protocol = port.get("protocol");
      if (protocol == null || protocol.equals("TCP")) {
        for (String host : hosts) {
          bases.add("https://" + bracketed(host) + ":" + port.get("port"));
        }
        return;
      }
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
