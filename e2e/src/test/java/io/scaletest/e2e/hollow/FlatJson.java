package io.scaletest.e2e.hollow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A JSON text as its leaves: where each stands, and its value without what differs from run to run
 * (uids, times, resource versions, random suffixes). Elements of a list stand under their type or
 * name, whose order is a leaf of its own.
 */
final class FlatJson {
  private static final List<String> KEYS = List.of("type", "name", "ip");
  private static final Pattern UID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  private static final Pattern VOLUME = Pattern.compile("kube-api-access-[a-z0-9]{5}");
  private static final Pattern EVENT_NAME = Pattern.compile("\\.[0-9a-f]{16}$");

  private FlatJson() {}

  /**
   * Returns the leaves of {@code json} by their places; none of null.
   *
   * @param names what else differs between the runs, and what to read instead
   */
  static SortedMap<String, String> of(JsonNode json, Map<String, String> names) {
    SortedMap<String, String> leaves = new TreeMap<>();
    if (json.isNull()) {
      return leaves;
    }
    add(leaves, "", json, names);
    return leaves;
  }

  private static void add(
      SortedMap<String, String> leaves, String place, JsonNode json, Map<String, String> names) {
    if (json.isObject()) {
      if (json.isEmpty()) {
        leaves.put(place, "{}");
      }
      json.properties()
          .forEach(
              property ->
                  add(
                      leaves,
                      place + (place.isEmpty() ? "" : ".") + text(property.getKey(), names),
                      property.getValue(),
                      names));
    } else if (json.isArray()) {
      List<String> order = new ArrayList<>();
      for (JsonNode element : json) {
        String key = key(element, order.size(), names);
        order.add(key);
        add(leaves, place + "[" + key + "]", element, names);
      }
      leaves.put(place + "[]", String.join(" ", order));
    } else if (!json.isMissingNode()) {
      leaves.put(place, leaf(place, json, names));
    }
  }

  private static String key(JsonNode element, int index, Map<String, String> names) {
    for (String key : KEYS) {
      if (element.path(key).isString()) {
        return text(element.path(key).asString(), names);
      }
    }
    return Integer.toString(index);
  }

  private static String leaf(String place, JsonNode json, Map<String, String> names) {
    if (place.endsWith("resourceVersion")) {
      return "VERSION";
    }
    return json.isString() ? text(json.asString(), names) : json.toString();
  }

  /** Returns {@code text} without what differs from run to run. */
  static String text(String text, Map<String, String> names) {
    String same = UID.matcher(text).replaceAll("UID");
    same = TIME.matcher(same).replaceAll("TIME");
    same = VOLUME.matcher(same).replaceAll("kube-api-access-XXXXX");
    same = EVENT_NAME.matcher(same).replaceAll(".HEX");
    for (Map.Entry<String, String> name : names.entrySet()) {
      same = same.replace(name.getKey(), name.getValue());
    }
    return same;
  }
}
