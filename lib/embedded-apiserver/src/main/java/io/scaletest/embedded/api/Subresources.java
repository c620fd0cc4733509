package io.scaletest.embedded.api;

import io.scaletest.embedded.api.ObjectWrites.Transition;
import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The subresources that are not a part of their object: binding, eviction, token, scale. */
final class Subresources {
  private static final Set<String> OWN = Set.of("binding", "eviction", "token", "scale", "log");
  private static final long TOKEN_SECONDS = 3_600;

  private static final byte[] SUCCESS =
      JsonWriter.bytes(
          JsonTree.of(
              "kind",
              "Status",
              "apiVersion",
              "v1",
              "metadata",
              JsonTree.of(),
              "status",
              "Success"));

  private final ObjectWrites writes;
  private final Stamps stamps;
  private final Tokens tokens;

  Subresources(ObjectWrites writes, Stamps stamps, Tokens tokens) {
    this.writes = writes;
    this.stamps = stamps;
    this.tokens = tokens;
  }

  /** Returns whether a path is served here. */
  boolean owns(ResourcePath path) {
    return OWN.contains(path.subresource());
  }

  Answer serve(ResourcePath path, QueryParameters query, Request request) {
    String method = request.method();
    if (path.subresource().equals("scale")) {
      return scale(path, query, request);
    }
    if (path.subresource().equals("log") && method.equals("GET")) {
      writes.present(path);
      return new Answer(200, Answer.TEXT, new byte[0], Map.of());
    }
    if (!method.equals("POST")) {
      throw ApiException.methodNotAllowed(method);
    }
    return switch (path.subresource()) {
      case "binding" -> bind(path, query, Bodies.object(request));
      case "eviction" -> evict(path, query, Bodies.object(request));
      case "token" -> token(path, Bodies.object(request));
      default -> throw ApiException.methodNotAllowed(method);
    };
  }

  private static ResourcePath object(ResourcePath path) {
    return new ResourcePath(path.type(), path.namespace(), path.name(), "");
  }

  private Answer bind(ResourcePath path, QueryParameters query, Map<String, Object> binding) {
    String node = JsonTree.textAt(binding, "target.name");
    if (node.isEmpty()) {
      throw ApiException.invalid(
          path.type(), path.name(), "target.name", "FieldValueRequired", "Required value");
    }
    Transition bound =
        pod -> {
          checkBinding(path, pod, binding);
          JsonTree.ownChild(pod, "spec").put("nodeName", node);
          Map<String, Object> metadata = JsonTree.ownChild(pod, "metadata");
          Map<String, Object> sent = JsonTree.child(binding, "metadata");
          addAll(JsonTree.child(sent, "annotations"), metadata, "annotations");
          addAll(JsonTree.child(sent, "labels"), metadata, "labels");
          Map<String, Object> status = JsonTree.ownChild(pod, "status");
          status.remove("nominatedNodeName");
          new Conditions(status, stamps.now()).set("PodScheduled", "True", Map.of());
          return pod;
        };
    writes.updateWhole(object(path), bound, ResourceVerbs.isDryRun(query));
    return Answer.json(201, SUCCESS);
  }

  private static void addAll(Map<String, Object> more, Map<String, Object> metadata, String part) {
    if (!more.isEmpty()) {
      JsonTree.ownChild(metadata, part).putAll(more);
    }
  }

  /** <i>Source:</i> setPodNodeAndMetadata of kube-apiserver's pod storage. */
  private static void checkBinding(
      ResourcePath path, Map<String, Object> pod, Map<String, Object> binding) {
    Map<String, Object> metadata = JsonTree.child(pod, "metadata");
    Map<String, Object> sent = JsonTree.child(binding, "metadata");
    for (String precondition : List.of("uid", "resourceVersion")) {
      String wanted = JsonTree.string(sent, precondition);
      if (!wanted.isEmpty() && !wanted.equals(JsonTree.string(metadata, precondition))) {
        throw ApiException.conflict(
            path.type(),
            path.name(),
            "Precondition failed: "
                + (precondition.equals("uid") ? "UID" : "ResourceVersion")
                + " in precondition: "
                + wanted
                + ", "
                + (precondition.equals("uid") ? "UID" : "ResourceVersion")
                + " in object meta: "
                + JsonTree.string(metadata, precondition));
      }
    }
    Map<String, Object> spec = JsonTree.child(pod, "spec");
    String present = JsonTree.string(spec, "nodeName");
    String why = "";
    if (metadata.containsKey("deletionTimestamp")) {
      why = "pod " + path.name() + " is being deleted, cannot be assigned to a host";
    } else if (!present.isEmpty()) {
      why = "pod " + path.name() + " is already assigned to node \"" + present + "\"";
    } else if (!JsonTree.list(spec, "schedulingGates").isEmpty()) {
      why = "pod " + path.name() + " has non-empty .spec.schedulingGates";
    }
    if (!why.isEmpty()) {
      throw ApiException.conflict(path.type(), path.name(), why);
    }
  }

  private Answer evict(ResourcePath path, QueryParameters query, Map<String, Object> eviction) {
    Map<String, Object> options = JsonTree.child(eviction, "deleteOptions");
    long grace = options.get("gracePeriodSeconds") instanceof Long seconds ? seconds : -1;
    writes.delete(
        object(path), new ObjectWrites.Deletion(grace, "", "", ResourceVerbs.isDryRun(query)));
    return Answer.json(201, SUCCESS);
  }

  private Answer token(ResourcePath path, Map<String, Object> request) {
    writes.present(path);
    Map<String, Object> spec = JsonTree.child(request, "spec");
    long seconds = spec.get("expirationSeconds") instanceof Long wanted ? wanted : TOKEN_SECONDS;
    request.put("kind", "TokenRequest");
    request.put("apiVersion", "authentication.k8s.io/v1");
    request.put("metadata", JsonTree.of("name", path.name(), "namespace", path.namespace()));
    spec.put("expirationSeconds", seconds);
    request.put("spec", spec);
    String user = "system:serviceaccount:" + path.namespace() + ":" + path.name();
    request.put(
        "status",
        JsonTree.of("token", tokens.issue(user), "expirationTimestamp", stamps.in(seconds)));
    return Answer.json(201, JsonWriter.bytes(request));
  }

  private Answer scale(ResourcePath path, QueryParameters query, Request request) {
    return switch (request.method()) {
      case "GET" -> scaleOf(path.type(), writes.present(path).json());
      case "PUT" -> scaled(path, query, present -> Bodies.object(request));
      case "PATCH" -> scaled(path, query, Patches.read(path.type(), request));
      default -> throw ApiException.methodNotAllowed(request.method());
    };
  }

  private Answer scaled(ResourcePath path, QueryParameters query, Transition ofScale) {
    Transition ofObject =
        present -> {
          Map<String, Object> scale = ofScale.next(scaleTree(present));
          Object replicas = JsonTree.child(scale, "spec").getOrDefault("replicas", 0L);
          if (!(replicas instanceof Long number) || number < 0) {
            throw ApiException.invalid(
                path.type(),
                path.name(),
                "spec.replicas",
                "FieldValueInvalid",
                "Invalid value: " + replicas + ": must be greater than or equal to 0");
          }
          Object version = JsonTree.child(scale, "metadata").get("resourceVersion");
          if (version != null) {
            JsonTree.child(present, "metadata").put("resourceVersion", version);
          }
          JsonTree.ownChild(present, "spec").put("replicas", replicas);
          return present;
        };
    byte[] after = writes.update(object(path), ofObject, ResourceVerbs.isDryRun(query));
    return scaleOf(path.type(), after);
  }

  private static Answer scaleOf(ResourceType type, byte[] json) {
    return Answer.json(200, JsonWriter.bytes(scaleTree(JsonTree.ownObject(json))));
  }

  private static Map<String, Object> scaleTree(Map<String, Object> object) {
    Map<String, Object> metadata = JsonTree.child(object, "metadata");
    Map<String, Object> labels =
        JsonTree.child(JsonTree.child(JsonTree.child(object, "spec"), "selector"), "matchLabels");
    StringBuilder selector = new StringBuilder();
    labels.forEach(
        (name, value) ->
            selector.append(selector.isEmpty() ? "" : ",").append(name).append('=').append(value));
    Object replicas = JsonTree.child(object, "status").get("replicas");
    return JsonTree.of(
        "kind",
        "Scale",
        "apiVersion",
        "autoscaling/v1",
        "metadata",
        JsonTree.of(
            "name",
            metadata.get("name"),
            "namespace",
            metadata.get("namespace"),
            "uid",
            metadata.get("uid"),
            "resourceVersion",
            metadata.get("resourceVersion"),
            "creationTimestamp",
            metadata.get("creationTimestamp")),
        "spec",
        JsonTree.of("replicas", JsonTree.child(object, "spec").get("replicas")),
        "status",
        JsonTree.of("replicas", replicas == null ? 0L : replicas, "selector", selector.toString()));
  }
}
