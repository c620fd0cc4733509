package io.scaletest.embedded.patch;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Sets of fields as {@code managedFields} has them: a tree whose members are {@code f:NAME} for a
 * field and {@code k:KEY} for the element of a list that has the key's values.
 *
 * <p><i>Source:</i> sigs.k8s.io/structured-merge-diff, {@code fieldpath}.
 */
final class FieldSets {
  private static final String FIELD = "f:";
  private static final String ELEMENT = "k:";

  /** Fields of an object that belong to the server or say which object it is. */
  private static final Set<String> OF_NOBODY = Set.of("apiVersion", "kind");

  private static final Set<String> METADATA_OF_SOMEBODY =
      Set.of("labels", "annotations", "finalizers", "ownerReferences");

  private FieldSets() {}

  /**
   * Returns the fields that a client's object sets.
   *
   * @param keyed whether lists of the kind are merged by their elements' keys
   */
  static Map<String, Object> of(Map<String, Object> object, boolean keyed) {
    Map<String, Object> set = new LinkedHashMap<>();
    for (Map.Entry<String, Object> member : object.entrySet()) {
      String name = member.getKey();
      if (name.equals("metadata") && member.getValue() instanceof Map<?, ?> metadata) {
        Map<String, Object> owned = JsonTree.copyObject(JsonTree.asObject(metadata));
        owned.keySet().retainAll(METADATA_OF_SOMEBODY);
        if (!owned.isEmpty()) {
          set.put(FIELD + name, fields(owned, keyed));
        }
      } else if (!OF_NOBODY.contains(name)) {
        set.put(FIELD + name, value("", name, member.getValue(), keyed));
      }
    }
    return set;
  }

  private static Map<String, Object> fields(Map<String, Object> object, boolean keyed) {
    Map<String, Object> set = new LinkedHashMap<>();
    object.forEach((name, value) -> set.put(FIELD + name, value("", name, value, keyed)));
    return set;
  }

  private static Map<String, Object> value(
      String parent, String name, Object value, boolean keyed) {
    if (value instanceof Map<?, ?> map) {
      return fields(JsonTree.asObject(map), keyed);
    }
    Optional<String> key = keyed ? MergeKeys.of(parent, name) : Optional.empty();
    Map<String, Object> set = new LinkedHashMap<>();
    if (key.isPresent() && value instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> map && map.get(key.get()) != null) {
          set.put(
              ELEMENT + text(JsonTree.of(key.get(), map.get(key.get()))),
              fields(JsonTree.asObject(map), true));
        }
      }
    }
    return set;
  }

  private static String text(Map<String, Object> key) {
    return JsonWriter.text(key);
  }

  /** Returns what both sets have, down to the ends of either. */
  static Map<String, Object> common(Map<String, Object> set, Map<String, Object> other) {
    Map<String, Object> common = new LinkedHashMap<>();
    for (Map.Entry<String, Object> member : set.entrySet()) {
      if (other.get(member.getKey()) instanceof Map<?, ?> same) {
        Map<String, Object> mine = JsonTree.asObject((Map<?, ?>) member.getValue());
        Map<String, Object> below = common(mine, JsonTree.asObject(same));
        if (mine.isEmpty() || same.isEmpty() || !below.isEmpty()) {
          common.put(member.getKey(), below);
        }
      }
    }
    return common;
  }

  /** Returns the ends of {@code set} as people read them: {@code .data.a}. */
  static List<String> paths(Map<String, Object> set) {
    List<String> paths = new ArrayList<>();
    addPaths("", set, paths);
    return paths;
  }

  private static void addPaths(String above, Map<String, Object> set, List<String> paths) {
    for (Map.Entry<String, Object> member : set.entrySet()) {
      String name = member.getKey();
      String path =
          name.startsWith(FIELD) ? above + "." + name.substring(FIELD.length()) : above + key(name);
      Map<String, Object> below = JsonTree.asObject((Map<?, ?>) member.getValue());
      if (below.isEmpty()) {
        paths.add(path);
      } else {
        addPaths(path, below, paths);
      }
    }
  }

  private static String key(String member) {
    StringBuilder text = new StringBuilder("[");
    Map<String, Object> key =
        JsonTree.ownObject(member.substring(ELEMENT.length()).getBytes(StandardCharsets.UTF_8));
    key.forEach(
        (name, value) ->
            text.append(name)
                .append('=')
                .append(value instanceof String ? "\"" + value + "\"" : value));
    return text.append(']').toString();
  }

  /** Takes the ends of {@code other} out of {@code set}. */
  static void subtract(Map<String, Object> set, Map<String, Object> other) {
    other.forEach(
        (name, below) -> {
          if (set.get(name) instanceof Map<?, ?> mine) {
            Map<String, Object> rest = JsonTree.asObject(mine);
            subtract(rest, JsonTree.asObject((Map<?, ?>) below));
            if (rest.isEmpty()) {
              set.remove(name);
            }
          }
        });
  }

  /** Returns the fields of {@code set} whose values in the two objects differ. */
  static Map<String, Object> differing(
      Map<String, Object> set, Map<String, Object> present, Map<String, Object> wanted) {
    Map<String, Object> differing = new LinkedHashMap<>();
    for (Map.Entry<String, Object> member : set.entrySet()) {
      Map<String, Object> below = JsonTree.asObject((Map<?, ?>) member.getValue());
      Object old = valueOf(present, member.getKey());
      Object fresh = valueOf(wanted, member.getKey());
      if (below.isEmpty() || !(old instanceof Map<?, ?>) || !(fresh instanceof Map<?, ?>)) {
        if (below.isEmpty() && !Objects.equals(old, fresh)) {
          differing.put(member.getKey(), below);
        } else if (old instanceof List<?> oldList && fresh instanceof List<?> freshList) {
          Map<String, Object> elements =
              differing(below, JsonTree.of("", oldList), JsonTree.of("", freshList));
          if (!elements.isEmpty()) {
            differing.put(member.getKey(), elements);
          }
        }
        continue;
      }
      Map<String, Object> deeper =
          differing(
              below, JsonTree.asObject((Map<?, ?>) old), JsonTree.asObject((Map<?, ?>) fresh));
      if (!deeper.isEmpty()) {
        differing.put(member.getKey(), deeper);
      }
    }
    return differing;
  }

  /** Returns what a member of a set stands for in an object; a list stands below an empty name. */
  private static Object valueOf(Map<String, Object> object, String member) {
    if (member.startsWith(FIELD)) {
      return object.get(member.substring(FIELD.length()));
    }
    return element(JsonTree.list(object, ""), member).orElse(null);
  }

  private static Optional<Object> element(List<Object> list, String member) {
    Map<String, Object> key =
        JsonTree.ownObject(member.substring(ELEMENT.length()).getBytes(StandardCharsets.UTF_8));
    return list.stream()
        .filter(each -> each instanceof Map<?, ?> map && map.entrySet().containsAll(key.entrySet()))
        .findFirst();
  }

  /** Removes the fields at the ends of {@code set} from an object. */
  static void remove(Map<String, Object> set, Map<String, Object> object) {
    for (Map.Entry<String, Object> member : set.entrySet()) {
      String name = member.getKey().substring(FIELD.length());
      Map<String, Object> below = JsonTree.asObject((Map<?, ?>) member.getValue());
      if (below.isEmpty()) {
        object.remove(name);
      } else if (object.get(name) instanceof Map<?, ?> child) {
        Map<String, Object> rest = JsonTree.asObject(child);
        remove(below, rest);
        if (rest.isEmpty()) {
          object.remove(name);
        }
      } else if (object.get(name) instanceof List<?> list) {
        removeElements(below, JsonTree.asList(list));
        if (list.isEmpty()) {
          object.remove(name);
        }
      }
    }
  }

  private static void removeElements(Map<String, Object> set, List<Object> list) {
    for (Map.Entry<String, Object> member : set.entrySet()) {
      Optional<Object> found = element(list, member.getKey());
      if (found.isEmpty()) {
        continue;
      }
      Map<String, Object> element = JsonTree.asObject((Map<?, ?>) found.get());
      Map<String, Object> key =
          JsonTree.ownObject(
              member.getKey().substring(ELEMENT.length()).getBytes(StandardCharsets.UTF_8));
      Map<String, Object> below =
          JsonTree.copyObject(JsonTree.asObject((Map<?, ?>) member.getValue()));
      key.keySet().forEach(name -> below.remove(FIELD + name));
      remove(below, element);
      if (element.keySet().equals(key.keySet())) {
        list.remove(found.get());
      }
    }
  }
}
