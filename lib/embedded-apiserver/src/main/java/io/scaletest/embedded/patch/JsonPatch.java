package io.scaletest.embedded.patch;

import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** JSON patch (RFC 6902): a list of operations, each at a path of the object. */
public final class JsonPatch {
  /** As kube-apiserver has it. */
  private static final int MAX_OPERATIONS = 10_000;

  private final Map<String, Object> root = new LinkedHashMap<>();

  private JsonPatch(Object document) {
    root.put("", document);
  }

  /** Returns what {@code operations} make of {@code document}, which they may change. */
  public static Object apply(Object document, List<Object> operations) throws PatchException {
    if (operations.size() > MAX_OPERATIONS) {
      throw PatchException.unfit(
          "The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + operations.size());
    }
    JsonPatch patch = new JsonPatch(document);
    for (Object operation : operations) {
      if (!(operation instanceof Map<?, ?> map)) {
        throw PatchException.malformed("an operation of a JSON patch must be an object");
      }
      patch.apply(JsonTree.asObject(map));
    }
    return patch.root.get("");
  }

  private void apply(Map<String, Object> operation) throws PatchException {
    List<String> path = pointer(operation, "path");
    switch (JsonTree.string(operation, "op")) {
      case "add" -> add(path, value(operation));
      case "remove" -> remove(path);
      case "replace" -> {
        remove(path);
        add(path, value(operation));
      }
      case "move" -> add(path, remove(pointer(operation, "from")));
      case "copy" -> add(path, JsonTree.copy(get(pointer(operation, "from"))));
      case "test" -> {
        if (!Objects.equals(get(path), operation.get("value"))) {
          throw PatchException.unfit("testing path " + operation.get("path") + ": not equal");
        }
      }
      default -> throw PatchException.malformed("unknown operation: " + operation.get("op"));
    }
  }

  private static Object value(Map<String, Object> operation) throws PatchException {
    if (!operation.containsKey("value")) {
      throw PatchException.malformed("an operation must have a value: " + operation.get("op"));
    }
    return JsonTree.copy(operation.get("value"));
  }

  /** The way from above the document: the first step leads to the document itself. */
  private static List<String> pointer(Map<String, Object> operation, String name)
      throws PatchException {
    if (!(operation.get(name) instanceof String text) || !text.isEmpty() && text.charAt(0) != '/') {
      throw PatchException.malformed("a JSON pointer must begin with a slash: " + name);
    }
    List<String> steps = new ArrayList<>();
    for (String step : text.split("/", -1)) {
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return steps;
  }

  private Object get(List<String> path) throws PatchException {
    Object at = root;
    for (String step : path) {
      at = child(at, step, path);
    }
    return at;
  }

  private Object parent(List<String> path) throws PatchException {
    return get(path.subList(0, path.size() - 1), path);
  }

  private Object get(List<String> path, List<String> whole) throws PatchException {
    Object at = root;
    for (String step : path) {
      at = child(at, step, whole);
    }
    return at;
  }

  private static Object child(Object at, String step, List<String> path) throws PatchException {
    if (at instanceof Map<?, ?> map && map.containsKey(step)) {
      return map.get(step);
    }
    if (at instanceof List<?> list) {
      return list.get(index(step, list.size() - 1, path));
    }
    throw missing(path);
  }

  private void add(List<String> path, Object value) throws PatchException {
    String last = path.get(path.size() - 1);
    Object parent = parent(path);
    if (parent instanceof Map<?, ?> map) {
      JsonTree.asObject(map).put(last, value);
    } else if (parent instanceof List<?> list) {
      int at = last.equals("-") ? list.size() : index(last, list.size(), path);
      JsonTree.asList(list).add(at, value);
    } else {
      throw missing(path);
    }
  }

  private Object remove(List<String> path) throws PatchException {
    String last = path.get(path.size() - 1);
    Object parent = parent(path);
    if (parent instanceof Map<?, ?> map && map.containsKey(last)) {
      return JsonTree.asObject(map).remove(last);
    }
    if (parent instanceof List<?> list) {
      return JsonTree.asList(list).remove(index(last, list.size() - 1, path));
    }
    throw missing(path);
  }

  private static int index(String step, int max, List<String> path) throws PatchException {
    int index = step.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(step) : -1;
    if (index < 0 || index > max) {
      throw missing(path);
    }
    return index;
  }

  private static PatchException missing(List<String> path) {
    return PatchException.unfit("path does not exist: " + String.join("/", path));
  }
}
