package io.scaletest.player.anonymise;

import io.scaletest.player.trace.ResourcePath;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts other texts in place of all texts of a body but those of the API itself: what kind it is,
 * words of its enumerations, amounts where amounts stand. Names of fields and numbers stay; keys
 * stay where they are fields, and are names where they are labels' or the like. For one thread.
 */
final class BodyCipher {
  /** Fields that say of which kind something is, and versions. */
  private static final Set<String> OF_KINDS =
      Set.of("apiVersion", "kind", "apiGroup", "apiGroups", "apiVersions", "resourceVersion");

  /** Maps whose keys are names. */
  private static final Set<String> KEYED =
      Set.of(
          "labels",
          "annotations",
          "matchLabels",
          "nodeSelector",
          "selector",
          "data",
          "binaryData",
          "stringData",
          "parameters",
          "volumeAttributes",
          "attributes",
          "extra");

  /** Maps of amounts, whose keys are resources. */
  private static final Set<String> AMOUNTS =
      Set.of(
          "requests",
          "limits",
          "capacity",
          "allocatable",
          "allocatedResources",
          "hard",
          "used",
          "overhead",
          "podFixed",
          "default",
          "defaultRequest",
          "min",
          "max",
          "maxLimitRequestRatio");

  private static final Set<String> AMOUNT_FIELDS =
      Set.of(
          "sizeLimit",
          "divisor",
          "memory",
          "cpu",
          "guest",
          "storage",
          "maxSurge",
          "maxUnavailable",
          "minAvailable",
          "averageValue",
          "value");

  private static final Pattern AMOUNT =
      Pattern.compile("[+-]?\\d{1,12}(\\.\\d{1,9})?(m|u|n|k|[KMGTPE]i?|[eE][+-]?\\d{1,2}|%)?");

  private static final Pattern ENTRY_OF_FIELD =
      Pattern.compile("(metadata\\.(?:labels|annotations)\\[')(.*)('])");

  /** What defines kinds has names of kinds and of fields as texts. */
  private static final Set<String> DEFINITIONS = Set.of("customresourcedefinitions", "apiservices");

  private static final Set<String> OF_DEFINITIONS =
      Set.of(
          "group",
          "plural",
          "singular",
          "listKind",
          "shortNames",
          "categories",
          "scope",
          "version",
          "name",
          "type",
          "format",
          "jsonPath",
          "required",
          "storedVersions",
          "specReplicasPath",
          "statusReplicasPath",
          "labelSelectorPath");

  private static final String MANAGED_FIELDS = "managedFields";

  private final NameCipher names;
  private boolean definition;

  BodyCipher(NameCipher names) {
    this.names = names;
  }

  /** Returns whether objects of a resource define kinds, so that their names are kinds'. */
  static boolean defines(ResourcePath resource) {
    return DEFINITIONS.contains(resource.resource()) && resource.group().endsWith(".k8s.io");
  }

  /**
   * Returns the body, an object or a patch, changed in place.
   *
   * @param isJsonPatch whether a list is one of operations
   */
  Object body(ResourcePath resource, Object body, boolean isJsonPatch) {
    definition = defines(resource);
    if (isJsonPatch && body instanceof List<?> operations) {
      for (Object each : operations) {
        if (each instanceof Map<?, ?> operation) {
          operation(JsonTree.asObject(operation));
        }
      }
      return body;
    }
    return value(body, "", "");
  }

  private void operation(Map<String, Object> operation) {
    List<String> path = path(JsonTree.string(operation, "path"));
    for (String field : List.of("path", "from")) {
      if (operation.get(field) instanceof String text) {
        operation.put(field, mappedPath(path(text)));
      }
    }
    if (operation.containsKey("value")) {
      int last = path.size() - 1;
      operation.put(
          "value",
          value(
              operation.get("value"),
              last < 0 ? "" : path.get(last),
              last < 1 ? "" : path.get(last - 1)));
    }
    operation.keySet().removeIf(key -> !Set.of("op", "path", "from", "value").contains(key));
    operation.computeIfPresent("op", (key, op) -> op instanceof String s ? names.text(s) : op);
  }

  private static List<String> path(String pointer) {
    List<String> path = new ArrayList<>();
    for (String segment : pointer.split("/")) {
      if (!segment.isEmpty()) {
        path.add(segment.replace("~1", "/").replace("~0", "~"));
      }
    }
    return path;
  }

  private String mappedPath(List<String> path) {
    StringBuilder mapped = new StringBuilder();
    for (int i = 0; i < path.size(); i++) {
      String segment = path.get(i);
      boolean named = i > 0 && (KEYED.contains(path.get(i - 1)) || isAmounts(path.get(i - 1)));
      String text = named && !isField(segment) ? key(segment) : segment;
      mapped.append('/').append(text.replace("~", "~0").replace("/", "~1"));
    }
    return mapped.toString();
  }

  /** Returns a value that stands under a key of a map or list under another key. */
  private Object value(Object value, String key, String outer) {
    if (value instanceof Map<?, ?> map) {
      return object(JsonTree.asObject(map), key);
    }
    if (value instanceof List<?> list) {
      List<Object> elements = JsonTree.asList(list);
      elements.replaceAll(each -> value(each, key, outer));
      return elements;
    }
    return value instanceof String text ? text(text, key, outer) : value;
  }

  private Map<String, Object> object(Map<String, Object> object, String key) {
    object.remove(MANAGED_FIELDS);
    boolean ofRules = object.get("apiGroups") instanceof List;
    boolean ofDefinition = definition;
    definition &= !key.equals("clientConfig") && !KEYED.contains(key);
    Map<String, Object> mapped = new LinkedHashMap<>();
    object.forEach(
        (name, value) -> {
          boolean named = (KEYED.contains(key) || isAmounts(key)) && !isTree(value);
          boolean ofKinds =
              ofRules && name.equals("resources")
                  || key.equals("resourceAttributes") && Set.of("group", "resource").contains(name);
          mapped.put(named ? key(name) : name, ofKinds ? value : value(value, name, key));
        });
    definition = ofDefinition;
    object.clear();
    object.putAll(mapped);
    return object;
  }

  private static boolean isTree(Object value) {
    return value instanceof Map || value instanceof List;
  }

  private static boolean isField(String segment) {
    return segment.equals("matchLabels") || segment.equals("matchExpressions");
  }

  private static boolean isAmounts(String key) {
    return AMOUNTS.contains(key);
  }

  private String key(String key) {
    return key.startsWith("hugepages-") || key.startsWith("$") ? key : names.text(key);
  }

  private String text(String text, String key, String outer) {
    if (OF_KINDS.contains(key) || definition && OF_DEFINITIONS.contains(key)) {
      return text;
    }
    boolean amount = isAmounts(outer) || isAmounts(key) || AMOUNT_FIELDS.contains(key);
    if (amount && AMOUNT.matcher(text).matches() && !KEYED.contains(outer)) {
      return text;
    }
    if (key.equals("fieldPath")) {
      Matcher entry = ENTRY_OF_FIELD.matcher(text);
      if (entry.matches()) {
        return entry.group(1) + names.text(entry.group(2)) + entry.group(3);
      }
    }
    return names.text(text);
  }
}
