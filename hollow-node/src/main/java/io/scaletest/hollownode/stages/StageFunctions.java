package io.scaletest.hollownode.stages;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The functions that kwok gives to templates. Stateless. */
final class StageFunctions {
  /** Of the kwok whose stages these are; its own stages put it into the versions of nodes. */
  static final String KWOK_VERSION = "0.8.0";

  /** The names for templates of each kind of objects, which is what they may use. */
  private static final Map<ObjectKind, Set<String>> OWN =
      Map.of(
          ObjectKind.POD,
          Set.of("NodeIP", "NodeIPWith", "NodeIPsWith", "PodIP", "PodIPWith", "PodIPsWith"),
          ObjectKind.NODE,
          Set.of("NodeIP", "NodeName", "NodePort"));

  private static final Set<String> COMMON =
      Set.of("Now", "StartTime", "Version", "NodeConditions", "Quote", "YAML");

  static final List<Object> NODE_CONDITIONS =
      List.of(
          condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
          condition(
              "MemoryPressure",
              "False",
              "KubeletHasSufficientMemory",
              "kubelet has sufficient memory available"),
          condition(
              "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
          condition(
              "PIDPressure",
              "False",
              "KubeletHasSufficientPID",
              "kubelet has sufficient PID available"),
          condition(
              "NetworkUnavailable", "False", "RouteCreated", "RouteController created a route"));

  private static final int SPACES = 2;
  private static final int INDENT_MAX = 100;

  private StageFunctions() {}

  private static Map<String, Object> condition(
      String type, String status, String reason, String message) {
    return JsonTree.of("type", type, "status", status, "reason", reason, "message", message);
  }

  /** Returns the names of the functions of templates for objects of this kind. */
  static Set<String> names(ObjectKind kind) {
    Set<String> names = new TreeSet<>(COMMON);
    names.addAll(OWN.get(kind));
    return names;
  }

  /** Returns the functions for one object, as it is now. */
  static Map<String, GoFunction> of(StagedObject object) {
    StagedNode node = object.node();
    Map<String, GoFunction> all = new HashMap<>();
    all.put("Now", arguments -> node.now().toString());
    all.put("StartTime", arguments -> node.startTime().toString());
    all.put("Version", arguments -> KWOK_VERSION);
    all.put("NodeConditions", arguments -> NODE_CONDITIONS);
    all.put("Quote", StageFunctions::quoted);
    all.put("YAML", StageFunctions::yaml);
    all.put("NodeIP", arguments -> first(node.hostAddresses()));
    all.put("NodeName", arguments -> node.name());
    all.put("NodePort", arguments -> (long) node.kubeletPort());
    all.put("NodeIPWith", arguments -> first(node.hostAddresses()));
    all.put("NodeIPsWith", arguments -> new ArrayList<>(node.hostAddresses()));
    all.put("PodIP", arguments -> first(object.addresses()));
    all.put("PodIPWith", arguments -> first(object.addresses()));
    all.put("PodIPsWith", arguments -> new ArrayList<>(object.addresses()));
    return all;
  }

  private static Object one(List<Object> arguments) throws TemplateException {
    if (arguments.isEmpty()) {
      throw new TemplateException("a function lacks its argument");
    }
    return arguments.get(0);
  }

  private static Object first(List<String> texts) {
    return texts.isEmpty() ? "" : texts.get(0);
  }

  /** Returns the value as a string of JSON: of what is no string, its JSON as one. */
  static Object quoted(List<Object> arguments) throws TemplateException {
    Object value = one(arguments);
    return JsonWriter.text(
        value instanceof String text ? text : JsonWriter.text(GoTemplate.tree(value)));
  }

  static Object yaml(List<Object> arguments) throws TemplateException {
    String text = Yaml.write(one(arguments));
    if (arguments.size() < 2) {
      return text;
    }
    if (!(arguments.get(1) instanceof Long indent) || indent < 0 || indent > INDENT_MAX) {
      throw new TemplateException("YAML: the indent must be 0 to " + INDENT_MAX);
    }
    return indent == 0
        ? text
        : ("\n" + text).replace("\n", "\n" + " ".repeat((int) (SPACES * indent)));
  }
}
