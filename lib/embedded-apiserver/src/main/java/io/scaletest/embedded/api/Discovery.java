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

/** The discovery documents: {@code /api} and {@code /apis}, group by group or aggregated. */
final class Discovery {
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final ResourceCatalog catalog;

  Discovery(ResourceCatalog catalog) {
    this.catalog = catalog;
  }

  /** Answers a request for discovery; empty where it is for something else. */
  Optional<Answer> answer(Request request) {
    String path = request.path().replaceAll("/+$", "");
    if (path.equals("/api") || path.equals("/apis")) {
      return Optional.of(top(path, request));
    }
    String[] parts = path.split("/");
    if (parts.length == 3 && parts[1].equals("api")) {
      return resources("", parts[2]);
    }
    if (parts.length == 3 && parts[1].equals("apis")) {
      return catalog.versions(parts[2]).isEmpty()
          ? Optional.empty()
          : Optional.of(json(typed("APIGroup", "v1", group(parts[2]))));
    }
    return parts.length == 4 && parts[1].equals("apis")
        ? resources(parts[2], parts[3])
        : Optional.empty();
  }

  private static Answer json(Map<String, Object> tree) {
    return Answer.json(200, JsonWriter.bytes(tree));
  }

  private static Map<String, Object> typed(
      String kind, String apiVersion, Map<String, Object> content) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("kind", kind);
    tree.put("apiVersion", apiVersion);
    tree.putAll(content);
    return tree;
  }

  private Answer top(String path, Request request) {
    boolean core = path.equals("/api");
    if (request.accept().contains("as=APIGroupDiscoveryList")
        && request.accept().contains("v=v2")) {
      List<Object> groups = new ArrayList<>();
      if (core) {
        groups.add(aggregated(""));
      } else {
        catalog.groups().forEach(group -> groups.add(aggregated(group)));
      }
      Map<String, Object> list = JsonTree.of("metadata", JsonTree.of(), "items", groups);
      byte[] body =
          JsonWriter.bytes(typed("APIGroupDiscoveryList", "apidiscovery.k8s.io/v2", list));
      return new Answer(200, AGGREGATED, body, Map.of("vary", "Accept"));
    }
    if (core) {
      return json(typed("APIVersions", "v1", JsonTree.of("versions", catalog.versions(""))));
    }
    List<Object> groups = new ArrayList<>();
    catalog.groups().forEach(group -> groups.add(group(group)));
    return json(typed("APIGroupList", "v1", JsonTree.of("groups", groups)));
  }

  private Map<String, Object> group(String group) {
    List<Object> versions = new ArrayList<>();
    for (String version : catalog.versions(group)) {
      versions.add(JsonTree.of("groupVersion", group + "/" + version, "version", version));
    }
    return JsonTree.of("name", group, "versions", versions, "preferredVersion", versions.get(0));
  }

  private Optional<Answer> resources(String group, String version) {
    List<ResourceType> types = catalog.of(group, version);
    if (types.isEmpty()) {
      return Optional.empty();
    }
    List<Object> resources = new ArrayList<>();
    for (ResourceType type : types) {
      resources.add(
          JsonTree.of(
              "name",
              type.plural(),
              "singularName",
              type.singular(),
              "namespaced",
              type.namespaced(),
              "kind",
              type.kind(),
              "verbs",
              VERBS,
              "shortNames",
              type.shortNames().isEmpty() ? null : type.shortNames()));
      for (String subresource : type.subresources()) {
        resources.add(
            JsonTree.of(
                "name",
                type.plural() + "/" + subresource,
                "singularName",
                "",
                "namespaced",
                type.namespaced(),
                "group",
                SubresourceKinds.group(subresource),
                "version",
                SubresourceKinds.version(subresource),
                "kind",
                SubresourceKinds.kind(type, subresource),
                "verbs",
                SubresourceKinds.verbs(subresource)));
      }
    }
    String groupVersion = group.isEmpty() ? version : group + "/" + version;
    return Optional.of(
        json(
            typed(
                "APIResourceList",
                "v1",
                JsonTree.of("groupVersion", groupVersion, "resources", resources))));
  }

  private Map<String, Object> aggregated(String group) {
    List<Object> versions = new ArrayList<>();
    for (String version : catalog.versions(group)) {
      List<Object> resources = new ArrayList<>();
      catalog.of(group, version).forEach(type -> resources.add(aggregated(type)));
      versions.add(JsonTree.of("version", version, "resources", resources, "freshness", "Current"));
    }
    Map<String, Object> metadata =
        JsonTree.of("name", group.isEmpty() ? null : group, "creationTimestamp", null);
    return JsonTree.of("metadata", metadata, "versions", versions);
  }

  private static Map<String, Object> aggregated(ResourceType type) {
    List<Object> subresources = new ArrayList<>();
    for (String subresource : type.subresources()) {
      String group = SubresourceKinds.group(subresource);
      String version = SubresourceKinds.version(subresource);
      subresources.add(
          JsonTree.of(
              "subresource",
              subresource,
              "responseKind",
              JsonTree.of(
                  "group",
                  group == null ? type.group() : group,
                  "version",
                  version == null ? type.version() : version,
                  "kind",
                  SubresourceKinds.kind(type, subresource)),
              "verbs",
              SubresourceKinds.verbs(subresource)));
    }
    return JsonTree.of(
        "resource",
        type.plural(),
        "responseKind",
        JsonTree.of("group", type.group(), "version", type.version(), "kind", type.kind()),
        "scope",
        type.namespaced() ? "Namespaced" : "Cluster",
        "singularResource",
        type.singular(),
        "verbs",
        VERBS,
        "shortNames",
        type.shortNames().isEmpty() ? null : type.shortNames(),
        "subresources",
        subresources.isEmpty() ? null : subresources);
  }

  /** The kinds of subresources in discovery; null where they are those of their object. */
  static final class SubresourceKinds {
    private SubresourceKinds() {}

    static String kind(ResourceType type, String subresource) {
      return switch (subresource) {
        case "scale" -> "Scale";
        case "binding" -> "Binding";
        case "eviction" -> "Eviction";
        case "token" -> "TokenRequest";
        default -> type.kind();
      };
    }

    static String group(String subresource) {
      return switch (subresource) {
        case "scale" -> "autoscaling";
        case "eviction" -> "policy";
        case "token" -> "authentication.k8s.io";
        default -> null;
      };
    }

    static String version(String subresource) {
      return switch (subresource) {
        case "scale", "eviction", "token" -> "v1";
        default -> null;
      };
    }

    static List<String> verbs(String subresource) {
      return switch (subresource) {
        case "binding", "eviction", "token" -> List.of("create");
        case "log" -> List.of("get");
        default -> List.of("get", "patch", "update");
      };
    }
  }
}
