package io.scaletest.embedded.api;

import io.scaletest.embedded.json.Json;
import io.scaletest.embedded.resource.ResourceCatalog;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.Store;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Serves what CustomResourceDefinitions define, from the moment they are there. */
final class CustomResources {
  private static final String DEFINITIONS = "customresourcedefinitions";

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

  /** Creates a definition, serves what it defines, and says so in its status. */
  byte[] define(ResourcePath path, Map<String, Object> definition, boolean dryRun) {
    List<ResourceType> types = types(path.type(), definition);
    byte[] created = writes.create(path, definition, dryRun);
    if (dryRun) {
      return created;
    }
    catalog.add(types);
    ResourcePath status = new ResourcePath(path.type(), "", nameOf(definition), "status");
    return writes.update(status, this::established, false);
  }

  private static String nameOf(Map<String, Object> definition) {
    return Json.string(Json.child(definition, "metadata"), "name");
  }

  private Map<String, Object> established(Map<String, Object> definition) {
    Map<String, Object> spec = Json.child(definition, "spec");
    List<Object> conditions = new ArrayList<>();
    for (String condition : List.of("NamesAccepted", "Established")) {
      conditions.add(
          Json.of(
              "type",
              condition,
              "status",
              "True",
              "lastTransitionTime",
              stamps.now(),
              "reason",
              condition,
              "message",
              "as the definition says"));
    }
    definition.put(
        "status",
        Json.of(
            "conditions",
            conditions,
            "acceptedNames",
            spec.get("names"),
            "storedVersions",
            versions(spec).stream().map(version -> version.get("name")).toList()));
    return definition;
  }

  private static List<Map<String, Object>> versions(Map<String, Object> spec) {
    List<Map<String, Object>> versions = new ArrayList<>();
    for (Object version : Json.list(spec, "versions")) {
      if (version instanceof Map<?, ?> map) {
        versions.add(Json.asObject(map));
      }
    }
    return versions;
  }

  private static List<ResourceType> types(ResourceType type, Map<String, Object> definition) {
    Map<String, Object> spec = Json.child(definition, "spec");
    Map<String, Object> names = Json.child(spec, "names");
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
    String singular = Json.string(names, "singular");
    List<String> shortNames = Json.list(names, "shortNames").stream().map(String::valueOf).toList();
    List<ResourceType> types = new ArrayList<>();
    for (Map<String, Object> version : versions(spec)) {
      if (Boolean.TRUE.equals(version.get("served"))) {
        Set<String> subresources = new HashSet<>(Json.child(version, "subresources").keySet());
        types.add(
            new ResourceType(
                group,
                Json.string(version, "name"),
                plural,
                singular.isEmpty() ? kind.toLowerCase(Locale.ROOT) : singular,
                kind,
                Json.string(spec, "scope").equals("Namespaced"),
                shortNames,
                EnumSet.noneOf(ResourceType.Trait.class),
                subresources,
                List.of(),
                true));
      }
    }
    return types;
  }

  private static String required(ResourceType type, Map<String, Object> definition, String path) {
    String value = Json.textAt(definition, path);
    if (value.isEmpty()) {
      throw ApiException.invalid(
          type, nameOf(definition), path, "FieldValueRequired", "Required value");
    }
    return value;
  }

  /** Serves no more what a deleted definition defined; its objects go with it. */
  void forget(byte[] definition) {
    Map<String, Object> spec = Json.child(Json.ownObject(definition), "spec");
    String plural = Json.textAt(spec, "names.plural");
    catalog.remove(Json.string(spec, "group"), plural).forEach(store::drop);
  }
}
