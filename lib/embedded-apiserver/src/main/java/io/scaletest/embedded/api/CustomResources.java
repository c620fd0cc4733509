package io.scaletest.embedded.api;

import io.scaletest.embedded.resource.ResourceCatalog;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The controller of CustomResourceDefinitions: serves what they define, from their creation on. */
final class CustomResources {
  private static final String DEFINITIONS = "customresourcedefinitions";

  /** The fields of a definition that cannot be changed. */
  private static final List<String> FIXED =
      List.of("spec.group", "spec.names.plural", "spec.names.kind", "spec.scope");

  private final ResourceCatalog catalog;
  private final Store store;
  private final ObjectWrites writes;
  private final Stamps stamps;

  CustomResources(ResourceCatalog catalog, Store store, ObjectWrites writes, Stamps stamps) {
    this.catalog = catalog;
    this.store = store;
    this.writes = writes;
    this.stamps = stamps;
  }

  /** Returns whether a resource is that of the definitions. */
  boolean owns(ResourceType type) {
    return type.plural().equals(DEFINITIONS);
  }

  /** Refuses an incomplete definition; called before it is stored. */
  void check(ResourceType type, Map<String, Object> definition) {
    types(type, definition, "");
    List<Map<String, Object>> versions = versions(JsonTree.child(definition, "spec"));
    if (versions.stream().filter(version -> isTrue(version, "storage")).count() != 1) {
      throw ApiException.invalid(
          type,
          nameOf(definition),
          "spec.versions",
          "FieldValueInvalid",
          "Invalid value: must have exactly one version marked as storage version");
    }
  }

  /**
   * Refuses a change of what may not change in a definition.
   *
   * @param before the definition as it is stored
   */
  void checkChange(ResourceType type, Map<String, Object> before, Map<String, Object> definition) {
    check(type, definition);
    for (String fixed : FIXED) {
      String value = JsonTree.textAt(definition, fixed);
      if (!JsonTree.textAt(before, fixed).equals(value)) {
        throw ApiException.invalid(
            type,
            nameOf(definition),
            fixed,
            "FieldValueInvalid",
            "Invalid value: \"" + value + "\": field is immutable");
      }
    }
  }

  /**
   * Serves what a definition says now, and nothing more once it is deleted, and says so in its
   * status; called after each change of one.
   *
   * @param path of the definition
   * @return the definition as it is then; empty if it is deleted
   */
  synchronized Optional<byte[]> reconcile(ResourcePath path) {
    int dot = path.name().indexOf('.');
    if (dot < 0) {
      return Optional.empty(); // never stored
    }
    String plural = path.name().substring(0, dot);
    String group = path.name().substring(dot + 1);
    Optional<StoredObject> stored = store.of(path.type()).get(path.key());
    if (stored.isEmpty()) {
      catalog.serve(group, plural, List.of());
      store.drop(path.name());
      return Optional.empty();
    }
    String storedVersion =
        store.find(path.name()).map(collection -> collection.type().version()).orElse("");
    Map<String, Object> definition = JsonTree.ownObject(stored.get().json());
    catalog.serve(group, plural, types(path.type(), definition, storedVersion));
    ResourcePath status = new ResourcePath(path.type(), "", path.name(), "status");
    return Optional.of(writes.update(status, this::established, false));
  }

  private static String nameOf(Map<String, Object> definition) {
    return JsonTree.string(JsonTree.child(definition, "metadata"), "name");
  }

  private Map<String, Object> established(Map<String, Object> definition) {
    Map<String, Object> spec = JsonTree.child(definition, "spec");
    Map<String, Object> status = JsonTree.ownChild(definition, "status");
    var conditions = new Conditions(status, stamps.now());
    conditions.set("NamesAccepted", "True", "NoConflicts", "no conflicts found");
    conditions.set(
        "Established", "True", "InitialNamesAccepted", "the initial names have been accepted");
    status.put("acceptedNames", spec.get("names"));
    List<Object> storedVersions = new ArrayList<>(JsonTree.list(status, "storedVersions"));
    String storage = storageVersion(spec);
    if (!storedVersions.contains(storage)) {
      storedVersions.add(storage);
    }
    status.put("storedVersions", storedVersions);
    return definition;
  }

  private static boolean isTrue(Map<String, Object> version, String name) {
    return Boolean.TRUE.equals(version.get(name));
  }

  private static String storageVersion(Map<String, Object> spec) {
    return versions(spec).stream()
        .filter(version -> isTrue(version, "storage"))
        .findFirst()
        .map(version -> JsonTree.string(version, "name"))
        .orElse("");
  }

  private static List<Map<String, Object>> versions(Map<String, Object> spec) {
    List<Map<String, Object>> versions = new ArrayList<>();
    for (Object version : JsonTree.list(spec, "versions")) {
      if (version instanceof Map<?, ?> map) {
        versions.add(JsonTree.asObject(map));
      }
    }
    return versions;
  }

  /**
   * Returns what a definition serves.
   *
   * @param storedVersion the version in which its objects are stored already; empty if there are
   *     none yet. They stay as they are, whichever version the definition would have stored now
   */
  private static List<ResourceType> types(
      ResourceType type, Map<String, Object> definition, String storedVersion) {
    Map<String, Object> spec = JsonTree.child(definition, "spec");
    Map<String, Object> names = JsonTree.child(spec, "names");
    String group = required(type, definition, "spec.group");
    String plural = required(type, definition, "spec.names.plural");
    String kind = required(type, definition, "spec.names.kind");
    required(type, definition, "spec.scope");
    String name = nameOf(definition);
    if (!name.equals(plural + "." + group)) {
      throw ApiException.invalid(
          type,
          name,
          "metadata.name",
          "FieldValueInvalid",
          "Invalid value: \"" + name + "\": must be spec.names.plural+\".\"+spec.group");
    }
    String singular = JsonTree.string(names, "singular");
    String stored = storedVersion.isEmpty() ? storageVersion(spec) : storedVersion;
    List<String> shortNames =
        JsonTree.list(names, "shortNames").stream().map(String::valueOf).toList();
    List<ResourceType> types = new ArrayList<>();
    for (Map<String, Object> version : versions(spec)) {
      if (isTrue(version, "served")) {
        Set<String> subresources = new HashSet<>(JsonTree.child(version, "subresources").keySet());
        types.add(
            new ResourceType(
                group,
                JsonTree.string(version, "name"),
                plural,
                singular.isEmpty() ? kind.toLowerCase(Locale.ROOT) : singular,
                kind,
                JsonTree.string(spec, "scope").equals("Namespaced"),
                shortNames,
                EnumSet.noneOf(ResourceType.Trait.class),
                subresources,
                List.of(),
                true,
                stored));
      }
    }
    return types;
  }

  private static String required(ResourceType type, Map<String, Object> definition, String path) {
    String value = JsonTree.textAt(definition, path);
    if (value.isEmpty()) {
      throw ApiException.invalid(
          type, nameOf(definition), path, "FieldValueRequired", "Required value");
    }
    return value;
  }
}
