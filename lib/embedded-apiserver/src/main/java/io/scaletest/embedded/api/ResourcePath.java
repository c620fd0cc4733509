package io.scaletest.embedded.api;

import io.scaletest.embedded.resource.ResourceCatalog;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a path such as {@code /apis/apps/v1/namespaces/n/deployments/d/status} names.
 *
 * @param namespace empty for all, and for what has none
 * @param name empty for a collection
 * @param subresource empty for the object itself
 */
record ResourcePath(ResourceType type, String namespace, String name, String subresource) {
  /** Returns the path's resource; empty where it names none that is served. */
  static Optional<ResourcePath> parse(String path, ResourceCatalog catalog) {
    List<String> parts = parts(path);
    if (parts.size() >= 3 && parts.get(0).equals("api")) {
      return parse("", parts.get(1), parts.subList(2, parts.size()), catalog);
    }
    if (parts.size() >= 4 && parts.get(0).equals("apis")) {
      return parse(parts.get(1), parts.get(2), parts.subList(3, parts.size()), catalog);
    }
    return Optional.empty();
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (!part.isEmpty()) {
        parts.add(decoded(part));
      }
    }
    return parts;
  }

  private static String decoded(String part) {
    try {
      return PercentEncoding.decoded(part);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("invalid URL escape in " + part);
    }
  }

  private static Optional<ResourcePath> parse(
      String group, String version, List<String> rest, ResourceCatalog catalog) {
    boolean inNamespace = rest.get(0).equals("namespaces") && rest.size() >= 3;
    if (inNamespace) {
      Optional<ResourceType> type = catalog.find(group, version, rest.get(2));
      if (type.isPresent() && type.get().namespaced()) {
        return at(type.get(), rest.get(1), rest.subList(3, rest.size()));
      }
    }
    Optional<ResourceType> type = catalog.find(group, version, rest.get(0));
    if (type.isEmpty() || type.get().namespaced() && rest.size() > 1) {
      return Optional.empty();
    }
    return at(type.get(), "", rest.subList(1, rest.size()));
  }

  private static Optional<ResourcePath> at(ResourceType type, String namespace, List<String> rest) {
    String name = rest.isEmpty() ? "" : rest.get(0);
    String subresource = rest.size() < 2 ? "" : rest.get(1);
    boolean known = subresource.isEmpty() || type.subresources().contains(subresource);
    return rest.size() > 2 || !known
        ? Optional.empty()
        : Optional.of(new ResourcePath(type, namespace, name, subresource));
  }

  boolean isCollection() {
    return name.isEmpty();
  }

  /** Returns the key under which the object is stored. */
  String key() {
    return key(type, namespace, name);
  }

  static String key(ResourceType type, String namespace, String name) {
    return type.namespaced() ? namespace + "/" + name : name;
  }

  /** Returns the verb, as access rules and metrics call it. */
  String verb(String method, boolean watch) {
    return switch (method) {
      case "GET", "HEAD" -> isCollection() ? watch ? "watch" : "list" : watch ? "watch" : "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> isCollection() ? "deletecollection" : "delete";
      default -> "unknown";
    };
  }
}
