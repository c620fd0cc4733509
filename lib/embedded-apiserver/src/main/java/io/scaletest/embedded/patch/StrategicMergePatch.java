package io.scaletest.embedded.patch;

import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Kubernetes' own merge: like {@link MergePatch}, but lists whose elements have a key are merged
 * element by element, and directives in the patch ({@code $patch}, {@code $retainKeys}, {@code
 * $deleteFromPrimitiveList/…}, {@code $setElementOrder/…}) delete, replace and order.
 */
public final class StrategicMergePatch {
  private static final String PATCH = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMergePatch() {}

  /** Changes {@code target} as {@code patch} says. */
  public static void apply(Map<String, Object> target, Map<String, Object> patch)
      throws PatchException {
    merge("", target, patch);
  }

  private static void merge(String at, Map<String, Object> target, Map<String, Object> patch)
      throws PatchException {
    if (patch.get(PATCH) instanceof String directive) {
      if (directive.equals("replace") || directive.equals("delete")) {
        target.clear();
      } else if (!directive.equals("merge")) {
        throw PatchException.malformed("Unknown patch type found: " + directive);
      }
    }
    if (patch.get(RETAIN_KEYS) instanceof List<?> kept) {
      target.keySet().removeIf(key -> !kept.contains(key));
    }
    for (Map.Entry<String, Object> member : patch.entrySet()) {
      String name = member.getKey();
      if (name.startsWith(DELETE_FROM)) {
        JsonTree.list(target, name.substring(DELETE_FROM.length())).removeAll(asList(member));
      } else if (!name.startsWith("$")) {
        mergeMember(at, target, name, member.getValue());
      }
    }
    for (Map.Entry<String, Object> member : patch.entrySet()) {
      if (member.getKey().startsWith(ORDER)) {
        String list = member.getKey().substring(ORDER.length());
        sort(JsonTree.list(target, list), asList(member), MergeKeys.of(at, list));
      }
    }
  }

  private static List<Object> asList(Map.Entry<String, Object> directive) throws PatchException {
    if (directive.getValue() instanceof List<?> list) {
      return JsonTree.asList(list);
    }
    throw PatchException.malformed(directive.getKey() + ": must be a list");
  }

  private static void mergeMember(String at, Map<String, Object> target, String name, Object value)
      throws PatchException {
    if (value == null) {
      target.remove(name);
    } else if (value instanceof Map<?, ?> map) {
      boolean deletes = "delete".equals(map.get(PATCH));
      merge(name, JsonTree.ownChild(target, name), JsonTree.asObject(map));
      if (deletes) {
        target.remove(name);
      }
    } else if (value instanceof List<?> list) {
      mergeList(at, target, name, JsonTree.asList(list));
    } else {
      target.put(name, value);
    }
  }

  private static void mergeList(
      String at, Map<String, Object> target, String name, List<Object> patch)
      throws PatchException {
    Optional<String> key = MergeKeys.of(at, name);
    List<Object> merged = new ArrayList<>(JsonTree.list(target, name));
    if (MergeKeys.isSet(name)) {
      for (Object element : patch) {
        if (!merged.contains(element)) {
          merged.add(element);
        }
      }
    } else if (key.isEmpty() || replaces(patch)) {
      merged = new ArrayList<>();
      for (Object element : patch) {
        if (!(element instanceof Map<?, ?> map && map.containsKey(PATCH))) {
          merged.add(JsonTree.copy(element));
        }
      }
    } else {
      for (Object element : patch) {
        mergeElement(name, merged, key.get(), element);
      }
    }
    target.put(name, merged);
  }

  private static boolean replaces(List<Object> patch) {
    return patch.stream()
        .anyMatch(element -> element instanceof Map<?, ?> map && "replace".equals(map.get(PATCH)));
  }

  private static void mergeElement(String list, List<Object> merged, String key, Object element)
      throws PatchException {
    if (!(element instanceof Map<?, ?> map)) {
      throw PatchException.malformed(list + ": must hold objects only");
    }
    Object value = map.get(key);
    if (value == null) {
      throw PatchException.unfit("map: " + map + " does not contain declared merge key: " + key);
    }
    int found = indexOf(merged, key, value);
    if ("delete".equals(map.get(PATCH))) {
      if (found >= 0) {
        merged.remove(found);
      }
    } else if (found >= 0) {
      merge(list, JsonTree.asObject((Map<?, ?>) merged.get(found)), JsonTree.asObject(map));
    } else {
      Map<String, Object> added = new LinkedHashMap<>();
      merge(list, added, JsonTree.asObject(map));
      merged.add(added);
    }
  }

  private static int indexOf(List<Object> list, String key, Object value) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof Map<?, ?> map && Objects.equals(map.get(key), value)) {
        return i;
      }
    }
    return -1;
  }

  /** What the order names comes in that order, the rest behind it. */
  private static void sort(List<Object> list, List<Object> order, Optional<String> key) {
    List<Object> sorted = new ArrayList<>();
    for (Object place : order) {
      int at =
          key.isPresent() && place instanceof Map<?, ?> map
              ? indexOf(list, key.get(), map.get(key.get()))
              : list.indexOf(place);
      if (at >= 0) {
        sorted.add(list.remove(at));
      }
    }
    list.addAll(0, sorted);
  }
}
