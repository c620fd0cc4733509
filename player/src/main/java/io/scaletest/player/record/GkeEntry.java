package io.scaletest.player.record;

import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of Cloud Logging, from which what there is of an audit event is made again: GKE writes
 * no query, no stage and one time. Stateless.
 */
final class GkeEntry {
  /** Marks an event that is made again: it has no query and no duration. */
  static final String REBUILT = "player.scaletest/rebuilt";

  private static final String SERVICE = "k8s.io";

  /** Codes of google.rpc and what they are in HTTP, as far as API servers answer them. */
  private static final Map<Long, Long> HTTP_CODES =
      Map.of(0L, 200L, 3L, 400L, 5L, 404L, 6L, 409L, 7L, 403L, 8L, 429L, 10L, 409L, 16L, 401L);

  private static final long OTHER_CODE = 500;
  private static final long CREATED = 201;

  private GkeEntry() {}

  /** Returns the event; empty where the entry is of another service. */
  static Optional<Map<String, Object>> event(
      Map<String, Object> entry, Map<String, Object> payload) {
    String method = JsonTree.string(payload, "methodName");
    if (!SERVICE.equals(payload.get("serviceName")) || method.isEmpty()) {
      return Optional.empty();
    }
    String verb = method.substring(method.lastIndexOf('.') + 1);
    boolean hasRequest = payload.get("request") instanceof Map;
    boolean hasResponse = payload.get("response") instanceof Map;
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("apiVersion", Unwrapper.AUDIT_VERSION);
    event.put("level", hasResponse ? "RequestResponse" : hasRequest ? "Request" : "Metadata");
    event.put("auditID", JsonTree.string(entry, "insertId"));
    event.put("stage", "ResponseComplete");
    event.put("verb", verb);
    event.put("requestURI", "/apis/" + JsonTree.string(payload, "resourceName"));
    event.put(
        "user",
        JsonTree.of("username", JsonTree.text(payload, "authenticationInfo", "principalEmail")));
    event.put("userAgent", JsonTree.text(payload, "requestMetadata", "callerSuppliedUserAgent"));
    objectRef(JsonTree.string(payload, "resourceName")).ifPresent(r -> event.put("objectRef", r));
    event.put("responseStatus", JsonTree.of("code", code(payload, verb)));
    event.put("requestReceivedTimestamp", JsonTree.string(entry, "timestamp"));
    event.put("annotations", JsonTree.of(REBUILT, "true"));
    if (hasRequest) {
      event.put("requestObject", withoutType(payload.get("request")));
    }
    if (hasResponse) {
      event.put("responseObject", withoutType(payload.get("response")));
    }
    return Optional.of(event);
  }

  /**
   * Returns the server's name: the cluster's, since entries do not tell one server from another.
   */
  static String server(Map<String, Object> entry, String otherwise) {
    String cluster = JsonTree.text(entry, "resource", "labels", "cluster_name");
    return cluster.isEmpty() ? otherwise : cluster;
  }

  private static Long code(Map<String, Object> payload, String verb) {
    Object code = JsonTree.child(payload, "status").get("code");
    if (code == null || Long.valueOf(0).equals(code)) {
      return verb.equals("create") ? CREATED : HTTP_CODES.get(0L);
    }
    return HTTP_CODES.getOrDefault(code, OTHER_CODE);
  }

  /** Returns a body without the {@code @type} that the service adds. */
  private static Object withoutType(Object body) {
    Map<String, Object> copy = new LinkedHashMap<>(JsonTree.asObject((Map<?, ?>) body));
    copy.remove("@type");
    return copy;
  }

  /**
   * Returns what a name is a reference to: {@code core/v1/namespaces/ns/pods/name/status}, {@code
   * apps/v1/deployments}.
   */
  private static Optional<Map<String, Object>> objectRef(String resourceName) {
    List<String> parts = new ArrayList<>(Arrays.asList(resourceName.split("/")));
    if (parts.size() < 3) {
      return Optional.empty();
    }
    Map<String, Object> reference = new LinkedHashMap<>();
    String group = parts.get(0);
    reference.put("apiGroup", group.equals("core") ? "" : group);
    reference.put("apiVersion", parts.get(1));
    int at = 2;
    if (parts.get(2).equals("namespaces") && parts.size() > 4) {
      reference.put("namespace", parts.get(3));
      at = 4;
    }
    reference.put("resource", parts.get(at));
    if (parts.size() > at + 1) {
      reference.put("name", parts.get(at + 1));
    }
    if (parts.size() > at + 2) {
      reference.put("subresource", parts.get(at + 2));
    }
    return Optional.of(reference);
  }
}
