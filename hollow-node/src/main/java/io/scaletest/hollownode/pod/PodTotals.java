package io.scaletest.hollownode.pod;

import static io.scaletest.hollownode.pod.PodReader.map;
import static io.scaletest.hollownode.pod.PodReader.strings;
import static io.scaletest.hollownode.pod.PodReader.text;

import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what the containers of a pod request, or are limited to, as the kubelet reports it of the
 * pod as a whole: containers and sidecars together, or an init container beside the sidecars before
 * it if that is more; what the pod itself asks for stands instead; and the overhead.
 */
final class PodTotals {
  private static final String EMPTY = "{}";

  private PodTotals() {}

  static PodSpec.PodResources of(Map<?, ?> spec) {
    Map<?, ?> own = map(spec, "resources");
    Map<String, Quantity> requests = total(spec, own, "requests");
    Map<String, Quantity> limits = total(spec, own, "limits");
    JsonWriter json = new JsonWriter().object();
    put(json, "limits", limits);
    put(json, "requests", requests);
    String effective = json.endObject().toString().intern();
    String allocated = requests.isEmpty() ? "" : object(requests).intern();
    Map<String, String> ownRequests = new HashMap<>(strings(map(own, "limits")));
    ownRequests.putAll(strings(map(own, "requests")));
    String memory = strings(map(own, "limits")).getOrDefault("memory", "0");
    return new PodSpec.PodResources(
        Map.copyOf(ownRequests),
        effective.equals(EMPTY) ? EMPTY : effective,
        allocated,
        Quantity.parse(memory).value());
  }

  private static Map<String, Quantity> total(Map<?, ?> spec, Map<?, ?> own, String kind) {
    Map<String, Quantity> sum = new TreeMap<>();
    JsonTree.objects(spec, "containers").forEach(c -> plus(sum, of(c, kind)));
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> peak = new TreeMap<>();
    for (Map<?, ?> init : JsonTree.objects(spec, "initContainers")) {
      Map<String, Quantity> together = new TreeMap<>(sidecars);
      plus(together, of(init, kind));
      most(peak, together);
      if (text(init, "restartPolicy").equals("Always")) {
        plus(sidecars, of(init, kind));
      }
    }
    plus(sum, sidecars);
    most(sum, peak);
    strings(map(own, kind)).forEach((name, text) -> sum.put(name, Quantity.parse(text)));
    if (!sum.isEmpty()) {
      Map<String, Quantity> overhead = new TreeMap<>();
      strings(map(spec, "overhead")).forEach((k, v) -> overhead.put(k, Quantity.parse(v)));
      overhead.keySet().removeIf(name -> kind.equals("limits") && !sum.containsKey(name));
      plus(sum, overhead);
    }
    return sum;
  }

  private static Map<String, Quantity> of(Map<?, ?> container, String kind) {
    Map<String, Quantity> quantities = new TreeMap<>();
    strings(map(map(container, "resources"), kind))
        .forEach((name, text) -> quantities.put(name, Quantity.parse(text)));
    return quantities;
  }

  private static void plus(Map<String, Quantity> sum, Map<String, Quantity> more) {
    more.forEach((name, quantity) -> sum.merge(name, quantity, Quantity::plus));
  }

  private static void most(Map<String, Quantity> peak, Map<String, Quantity> other) {
    other.forEach((name, quantity) -> peak.merge(name, quantity, PodTotals::larger));
  }

  private static Quantity larger(Quantity a, Quantity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static void put(JsonWriter json, String name, Map<String, Quantity> quantities) {
    if (!quantities.isEmpty()) {
      json.putRaw(name, object(quantities));
    }
  }

  private static String object(Map<String, Quantity> quantities) {
    JsonWriter json = new JsonWriter().object();
    quantities.forEach((name, quantity) -> json.put(name, quantity.toString()));
    return json.endObject().toString();
  }
}
