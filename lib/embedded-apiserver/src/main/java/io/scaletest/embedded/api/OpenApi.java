package io.scaletest.embedded.api;

import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.resource.ResourceCatalog;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * As much of {@code /openapi/v3} as kubectl asks for before it sends anything: that a PATCH of each
 * kind takes {@code fieldValidation}, so that the server validates and not kubectl. There are no
 * schemas.
 */
final class OpenApi {
  private static final String ROOT = "/openapi/v3";

  private final ResourceCatalog catalog;

  OpenApi(ResourceCatalog catalog) {
    this.catalog = catalog;
  }

  /** Answers a request for the description; empty where it is for something else. */
  Optional<Answer> answer(Request request) {
    if (request.path().equals(ROOT)) {
      return Optional.of(Answer.json(200, JsonWriter.bytes(index())));
    }
    String[] parts = request.path().split("/");
    boolean core = parts.length == 5 && parts[3].equals("api");
    boolean group = parts.length == 6 && parts[3].equals("apis");
    if (!request.path().startsWith(ROOT + "/") || !core && !group) {
      return Optional.empty();
    }
    List<ResourceType> types = core ? catalog.of("", parts[4]) : catalog.of(parts[4], parts[5]);
    return types.isEmpty()
        ? Optional.empty()
        : Optional.of(Answer.json(200, JsonWriter.bytes(description(types))));
  }

  private Map<String, Object> index() {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (ResourceType type : catalog.all()) {
      String root = root(type);
      paths.put(root, JsonTree.of("serverRelativeURL", ROOT + "/" + root));
    }
    return JsonTree.of("paths", paths);
  }

  private static String root(ResourceType type) {
    return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
  }

  private static Map<String, Object> description(List<ResourceType> types) {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (ResourceType type : types) {
      String path =
          "/"
              + root(type)
              + (type.namespaced() ? "/namespaces/{namespace}/" : "/")
              + type.plural()
              + "/{name}";
      paths.put(path, JsonTree.of("patch", patch(type)));
    }
    return JsonTree.of(
        "openapi",
        "3.0.0",
        "info",
        JsonTree.of("title", "Kubernetes", "version", "embedded"),
        "paths",
        paths);
  }

  private static Map<String, Object> patch(ResourceType type) {
    List<Object> parameters = new ArrayList<>();
    for (String name : List.of("dryRun", "fieldManager", "fieldValidation")) {
      parameters.add(
          JsonTree.of("name", name, "in", "query", "schema", JsonTree.of("type", "string")));
    }
    return JsonTree.of(
        "operationId",
        "patch" + type.kind(),
        "parameters",
        parameters,
        "responses",
        JsonTree.of("200", JsonTree.of("description", "OK")),
        "x-kubernetes-action",
        "patch",
        "x-kubernetes-group-version-kind",
        JsonTree.of("group", type.group(), "kind", type.kind(), "version", type.version()));
  }
}
