package io.scaletest.embedded.api;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.resource.ResourceType.Trait;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Validation of objects, and the treatment of their metadata on each write. */
final class ObjectRules {
  private static final int MAX_NAME = 253;
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?");
  private static final String SUBDOMAIN_RULE =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
          + " regex used for validation is '"
          + SUBDOMAIN.pattern()
          + "')";

  /** The managers of applied fields. */
  static final String MANAGED_FIELDS = "managedFields";

  /** Metadata that only the server sets; a client's is ignored. */
  private static final Set<String> KEPT =
      Set.of(
          "uid",
          "creationTimestamp",
          "generation",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          ObjectRules.MANAGED_FIELDS);

  private final Stamps stamps;

  ObjectRules(Stamps stamps) {
    this.stamps = stamps;
  }

  /** Checks that a body is an object of this resource, and fills in missing metadata. */
  void checkKind(ResourceType type, Map<String, Object> tree) {
    String kind = JsonTree.string(tree, "kind");
    String apiVersion = JsonTree.string(tree, "apiVersion");
    if (kind.isEmpty() && tree.get("kind") == null) {
      tree.put("kind", type.kind());
    } else if (!kind.equals(type.kind())) {
      throw ApiException.badRequest(
          kind
              + " in version \""
              + apiVersion
              + "\" cannot be handled as a "
              + type.kind()
              + ": the object provided is unrecognized (must be of type "
              + type.kind()
              + ")");
    }
    if (apiVersion.isEmpty() && tree.get("apiVersion") == null) {
      tree.put("apiVersion", type.apiVersion());
    } else if (!apiVersion.equals(type.apiVersion())) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
    checkMetadata(type, tree);
    if (type.isCore("configmaps")) {
      requireStrings(type, tree, "data");
      requireStrings(type, tree, "binaryData");
    }
  }

  private static void checkMetadata(ResourceType type, Map<String, Object> tree) {
    Object metadata = tree.get("metadata");
    if (metadata != null && !(metadata instanceof Map)) {
      throw undecodable(type, "metadata: must be an object");
    }
    Map<String, Object> own = JsonTree.ownChild(tree, "metadata");
    for (String name : new String[] {"name", "namespace", "generateName", "uid"}) {
      requireType(type, own, name, String.class);
    }
    requireType(type, own, "resourceVersion", String.class);
    requireStrings(type, own, "labels");
    requireStrings(type, own, "annotations");
    JsonTree.child(own, "labels")
        .forEach(
            (key, value) -> {
              if (!LABEL_VALUE.matcher((String) value).matches()) {
                throw ApiException.invalid(
                    type,
                    JsonTree.string(own, "name"),
                    "metadata.labels",
                    "FieldValueInvalid",
                    "Invalid value: \""
                        + value
                        + "\": a valid label must be an empty string or"
                        + " consist of alphanumeric characters, '-', '_' or '.'");
              }
            });
    if (own.get("finalizers") != null && !isStrings(JsonTree.list(own, "finalizers"))) {
      throw undecodable(type, "metadata.finalizers: must be a list of strings");
    }
  }

  private static boolean isStrings(Iterable<Object> values) {
    for (Object value : values) {
      if (!(value instanceof String)) {
        return false;
      }
    }
    return true;
  }

  private static void requireType(
      ResourceType type, Map<String, Object> metadata, String name, Class<?> wanted) {
    Object value = metadata.get(name);
    if (value == null) {
      metadata.remove(name);
    } else if (!wanted.isInstance(value)) {
      throw undecodable(type, "metadata." + name + ": must be a string");
    }
  }

  private static void requireStrings(ResourceType type, Map<String, Object> of, String name) {
    Object value = of.get(name);
    if (value == null) {
      of.remove(name);
    } else if (!(value instanceof Map<?, ?> map) || !isStrings(JsonTree.asObject(map).values())) {
      throw undecodable(type, name + ": must be an object of strings");
    }
  }

  private static ApiException undecodable(ResourceType type, String why) {
    return ApiException.badRequest(
        type.kind()
            + " in version \""
            + type.version()
            + "\" cannot be handled as a "
            + type.kind()
            + ": json: cannot unmarshal: "
            + why);
  }

  /** Turns a client's tree into a new object; returns its name. */
  String prepareCreate(ResourceType type, String namespace, Map<String, Object> tree) {
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    if (!JsonTree.string(metadata, "resourceVersion").isEmpty()) {
      throw new ApiException(
          500, "", "resourceVersion should not be set on objects to be created", Map.of());
    }
    String name = JsonTree.string(metadata, "name");
    String generateName = JsonTree.string(metadata, "generateName");
    if (name.isEmpty() && !generateName.isEmpty()) {
      name = generateName + stamps.suffix();
    }
    checkName(type, name);
    Map<String, Object> rest = JsonTree.copyObject(metadata);
    metadata.clear();
    metadata.put("name", name);
    if (!generateName.isEmpty()) {
      metadata.put("generateName", generateName);
    }
    if (type.namespaced()) {
      checkNamespace(namespace, JsonTree.string(rest, "namespace"));
      metadata.put("namespace", namespace);
    }
    metadata.put("uid", stamps.uid());
    metadata.put("resourceVersion", "");
    if (type.has(Trait.GENERATION) || type.custom()) {
      metadata.put("generation", 1L);
    }
    metadata.put("creationTimestamp", stamps.now());
    for (String part : new String[] {"labels", "annotations", "ownerReferences", "finalizers"}) {
      if (rest.get(part) != null) {
        metadata.put(part, rest.get(part));
      }
    }
    if (type.custom() && type.subresources().contains("status")) {
      tree.remove("status");
    }
    return name;
  }

  private static void checkName(ResourceType type, String name) {
    if (name.isEmpty()) {
      throw ApiException.invalid(
          type,
          "",
          "metadata.name",
          "FieldValueRequired",
          "Required value: name or generateName is required");
    }
    boolean good =
        type.has(Trait.PATH_SEGMENT_NAME)
            ? !name.contains("/") && !name.contains("%") && !name.equals(".") && !name.equals("..")
            : name.length() <= MAX_NAME && SUBDOMAIN.matcher(name).matches();
    if (!good) {
      throw ApiException.invalid(
          type,
          name,
          "metadata.name",
          "FieldValueInvalid",
          "Invalid value: \"" + name + "\": " + SUBDOMAIN_RULE);
    }
  }

  private static void checkNamespace(String wanted, String given) {
    if (!given.isEmpty() && !given.equals(wanted)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  /**
   * Turns a client's tree into an object's next state.
   *
   * @param before the state now, not changed
   * @param after what the client wants; becomes the next state
   */
  void prepareUpdate(ResourcePath path, Map<String, Object> before, Map<String, Object> after) {
    ResourceType type = path.type();
    Map<String, Object> old = JsonTree.child(before, "metadata");
    Map<String, Object> metadata = JsonTree.child(after, "metadata");
    String name = JsonTree.string(metadata, "name");
    if (!name.equals(path.name())) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + path.name()
              + ")");
    }
    checkNamespace(path.namespace(), JsonTree.string(metadata, "namespace"));
    if (type.namespaced()) {
      metadata.put("namespace", path.namespace());
    }
    checkIdentity(type, name, old, metadata);
    metadata.remove("selfLink");
    for (String kept : KEPT) {
      if (old.get(kept) == null) {
        metadata.remove(kept);
      } else {
        metadata.put(kept, old.get(kept));
      }
    }
    boolean hasStatus = type.subresources().contains("status");
    if (type.isCore("namespaces")) {
      keepFinalizers(path, before, after);
    }
    if (path.subresource().equals("status")) {
      Object status = after.get("status");
      Map<String, Object> content = JsonTree.copyObject(before);
      after.clear();
      after.putAll(content);
      after.put("metadata", metadata);
      putOrRemove(after, "status", status);
    } else if (hasStatus) {
      putOrRemove(after, "status", before.get("status"));
    }
    if (metadata.get("generation") instanceof Long generation && contentDiffers(before, after)) {
      metadata.put("generation", generation + 1);
    }
  }

  /** A namespace's spec is its finalizers, which change through {@code /finalize} alone. */
  private static void keepFinalizers(
      ResourcePath path, Map<String, Object> before, Map<String, Object> after) {
    if (!path.subresource().equals("finalize")) {
      putOrRemove(after, "spec", before.get("spec"));
      return;
    }
    Object spec = after.get("spec");
    Map<String, Object> metadata = JsonTree.child(after, "metadata");
    after.clear();
    after.putAll(JsonTree.copyObject(before));
    after.put("metadata", metadata);
    putOrRemove(after, "spec", spec);
  }

  private static void checkIdentity(
      ResourceType type, String name, Map<String, Object> old, Map<String, Object> metadata) {
    String uid = JsonTree.string(metadata, "uid");
    if (!uid.isEmpty() && !uid.equals(old.get("uid"))) {
      throw ApiException.conflict(
          type,
          name,
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + old.get("uid"));
    }
    String version = JsonTree.string(metadata, "resourceVersion");
    if (version.isEmpty()) {
      if (type.custom() || type.has(Trait.CONDITIONAL_UPDATE)) {
        throw ApiException.invalid(
            type,
            name,
            "metadata.resourceVersion",
            "FieldValueInvalid",
            "Invalid value: 0: must be specified for an update");
      }
    } else if (!version.equals(old.get("resourceVersion"))) {
      throw ApiException.modified(type, name);
    }
    metadata.put("resourceVersion", old.get("resourceVersion"));
  }

  private static void putOrRemove(Map<String, Object> tree, String name, Object value) {
    if (value == null) {
      tree.remove(name);
    } else {
      tree.put(name, value);
    }
  }

  private static boolean contentDiffers(Map<String, Object> before, Map<String, Object> after) {
    for (Map<String, Object> one : List.of(before, after)) {
      for (String part : one.keySet()) {
        if (!part.equals("metadata")
            && !part.equals("status")
            && !Objects.equals(before.get(part), after.get(part))) {
          return true;
        }
      }
    }
    return false;
  }
}
