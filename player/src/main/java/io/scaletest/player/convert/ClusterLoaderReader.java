package io.scaletest.player.convert;

import io.scaletest.common.exit.ToolException;
import io.scaletest.player.convert.Draft.Pace;
import io.scaletest.wire.json.JsonTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an evaluated config of clusterloader2. A phase there declares how many objects there are to
 * be: what is missing is created, what is too many deleted, and the same number means an update of
 * each. Used once.
 */
final class ClusterLoaderReader {
  private static final List<String> API_LATENCIES =
      List.of("APIResponsiveness", "APIResponsivenessPrometheus");

  private static final String WAIT_LIMIT = "15m";

  private final Path file;
  private final Draft draft;
  private final Map<String, Map<String, Object>> tuningSets = new HashMap<>();

  /** How many of each object there are, by base name, template and place. */
  private final Map<String, Declared> declared = new LinkedHashMap<>();

  private int namespaces = 1;

  /** Objects that are there by now. */
  private record Declared(String set, long count) {}

  /** What one phase does to one object. */
  private record Change(
      String set, long count, Map<String, Object> mix, Map<String, Object> tuning) {}

  ClusterLoaderReader(Path file, Draft draft) {
    this.file = file;
    this.draft = draft;
  }

  void read(Map<String, Object> config) {
    draft.name(text(config, "name").orElse("clusterloader2"));
    Map<?, ?> namespace = config.get("namespace") instanceof Map<?, ?> map ? map : Map.of();
    namespaces =
        (int)
            number(namespace, "number")
                .or(() -> number(config, "automanagedNamespaces"))
                .orElse(1L)
                .longValue();
    draft.namespaces(namespaces);
    for (Map<?, ?> set : JsonTree.objects(config, "tuningSets")) {
      tuningSets.put(JsonTree.string(set, "name"), JsonTree.asObject(set));
    }
    for (String key : config.keySet()) {
      if (!List.of("name", "namespace", "automanagedNamespaces", "tuningSets", "steps")
          .contains(key)) {
        draft.leftOut(key);
      }
    }
    for (Map<?, ?> step : JsonTree.objects(config, "steps")) {
      step(JsonTree.asObject(step));
    }
  }

  private void step(Map<String, Object> step) {
    String name = text(step, "name").orElse("step");
    if (step.containsKey("module")) {
      draft.leftOut("step " + name + ": a module; its config is converted by itself");
      return;
    }
    for (Map<?, ?> measurement : JsonTree.objects(step, "measurements")) {
      measurement(name, measurement);
    }
    List<Change> changes = new ArrayList<>();
    for (Map<?, ?> phase : JsonTree.objects(step, "phases")) {
      phase(name, JsonTree.asObject(phase), changes);
    }
    if (!changes.isEmpty()) {
      play(name, changes);
    }
  }

  private void measurement(String step, Map<?, ?> measurement) {
    String method = word(measurement, "method");
    Map<?, ?> params = map(measurement, "params");
    String action = JsonTree.string(params, "action");
    if (method.equals("Sleep")) {
      double seconds = Draft.seconds(file, JsonTree.string(params, "duration"));
      draft.phase(step, seconds);
    } else if (API_LATENCIES.contains(method)) {
      draft.slo(
          JsonTree.of("of", List.of("create", "get", "update", "patch", "delete"), "p99", "1s"));
      draft.slo(JsonTree.of("of", "list", "p99", "30s"));
      draft.changed(
          method + ": limits of 1 s and 30 s for what this client waits, not for the server's own");
    } else if (method.equals("WaitForControlledPodsRunning") && action.equals("gather")) {
      awaitAll(text(params, "operationTimeout").orElse(WAIT_LIMIT));
    } else if (!method.equals("WaitForControlledPodsRunning")) {
      draft.leftOut("measurement " + method);
    }
  }

  /** Waits for everything that has pods; which of it a measurement means is in its start. */
  private void awaitAll(String atMost) {
    Map<String, Long> counts = new LinkedHashMap<>();
    declared.values().forEach(each -> counts.merge(each.set(), each.count(), Long::sum));
    counts.forEach(
        (set, count) -> {
          if (count > 0 && HavingPods.is(draft.kind(set))) {
            draft.await(set, count, atMost);
          }
        });
  }

  private void phase(String step, Map<String, Object> phase, List<Change> changes) {
    Map<?, ?> range = map(phase, "namespaceRange");
    long places = 1;
    if (!range.isEmpty()) {
      long min = number(range, "min").orElse(1L);
      long max = number(range, "max").orElse((long) namespaces);
      places = max - min + 1;
      if (places != namespaces) {
        draft.changed(
            "step "
                + step
                + ": objects of the namespaces "
                + min
                + " to "
                + max
                + " are in all of them");
      }
    }
    long count = places * number(phase, "replicasPerNamespace").orElse(0L);
    String tuning = word(phase, "tuningSet");
    Map<String, Object> set = tuningSets.get(tuning);
    if (set == null) {
      draft.leftOut("step " + step + ": there is no tuning set " + tuning);
      return;
    }
    for (Map<?, ?> object : JsonTree.objects(phase, "objectBundle")) {
      object(step, JsonTree.asObject(object), range, count, set, changes);
    }
  }

  private void object(
      String step,
      Map<String, Object> object,
      Map<?, ?> range,
      long count,
      Map<String, Object> tuning,
      List<Change> changes) {
    String base = word(object, "basename");
    String path = word(object, "objectTemplatePath");
    String key = range + " " + base + " " + path;
    Declared before = declared.get(key);
    String set;
    try {
      List<Map<String, Object>> objects =
          ForeignTemplate.objects(file.resolveSibling(path), map(object, "templateFillMap"));
      if (objects.size() != 1) {
        throw ToolException.usage(path + ": must hold one object, got " + objects.size());
      }
      set = before == null ? draft.set(base, objects.get(0)) : before.set();
    } catch (ToolException e) {
      if (before == null || count > before.count()) {
        draft.leftOut("step " + step + ": " + base + ": " + e.getMessage());
        return;
      }
      set = before.set(); // to be deleted or updated: its template was read before
    }
    long had = before == null ? 0 : before.count();
    declared.put(key, new Declared(set, count));
    if (count > had) {
      changes.add(new Change(set, count - had, Map.of("create", 1), tuning));
    } else if (count < had) {
      changes.add(new Change(set, had - count, Map.of("delete", 1), tuning));
    } else if (count > 0) {
      draft.changed(
          "step "
              + step
              + ": each "
              + base
              + " is patched once; the template's new values are not");
      Map<String, Object> patch = JsonTree.of("weight", 1, "among", "turn");
      changes.add(new Change(set, count, Map.of("patch", patch), tuning));
    }
  }

  private void play(String step, List<Change> changes) {
    Map<Change, Double> lengths = new LinkedHashMap<>();
    for (Change change : changes) {
      double seconds = seconds(step, change);
      if (seconds > 0) {
        lengths.put(change, seconds);
      }
    }
    if (lengths.isEmpty()) {
      return;
    }
    String phase = draft.phase(step, lengths.values().stream().max(Double::compare).get());
    lengths.forEach(
        (change, seconds) ->
            draft.flow(change.set(), phase, pace(change, seconds), change.count(), change.mix()));
  }

  /** Returns how long a change takes; 0 where there is no such pace here. */
  private double seconds(String step, Change change) {
    Map<String, Object> tuning = change.tuning();
    if (tuning.containsKey("initialDelay")) {
      draft.leftOut("step " + step + ": initialDelay");
    }
    for (String limited : List.of("timeLimitedLoad", "randomizedTimeLimitedLoad")) {
      if (has(tuning, limited)) {
        return Draft.seconds(file, word(map(tuning, limited), "timeLimit"));
      }
    }
    if (has(tuning, "steppedLoad")) {
      Map<?, ?> stepped = map(tuning, "steppedLoad");
      double each = Draft.seconds(file, word(stepped, "stepDelay"));
      return each * Math.ceil((double) change.count() / number(stepped, "burstSize").orElse(1L));
    }
    double qps = qps(tuning);
    if (qps <= 0) {
      draft.leftOut(
          "step "
              + step
              + ": "
              + change.set()
              + ": tuning set "
              + JsonTree.string(tuning, "name")
              + " waits for answers (parallelismLimitedLoad), which no flow does");
      return 0;
    }
    return change.count() / qps;
  }

  private double qps(Map<String, Object> tuning) {
    for (String load : List.of("qpsLoad", "randomizedLoad", "globalQPSLoad", "poissonLoad")) {
      if (has(tuning, load)) {
        Map<?, ?> of = map(tuning, load);
        if (load.equals("globalQPSLoad")) {
          draft.changed(
              "tuning set "
                  + JsonTree.string(tuning, "name")
                  + ": its rate is for each flow alone");
        }
        Optional<Object> qps =
            List.of("qps", "averageQps", "expectedActionsPerSecond").stream()
                .map(key -> value(of, key))
                .flatMap(Optional::stream)
                .findFirst();
        return qps.map(value -> Double.parseDouble(String.valueOf(value))).orElse(0.0);
      }
    }
    return 0;
  }

  private Pace pace(Change change, double seconds) {
    Map<String, Object> tuning = change.tuning();
    if (has(tuning, "steppedLoad")) {
      Map<?, ?> stepped = map(tuning, "steppedLoad");
      return Pace.bursts(number(stepped, "burstSize").orElse(1L), word(stepped, "stepDelay"));
    }
    boolean random =
        has(tuning, "randomizedTimeLimitedLoad")
            || has(tuning, "randomizedLoad")
            || has(tuning, "poissonLoad");
    return Pace.within(change.count(), seconds, random ? "uniform" : "constant");
  }

  // Its files spell keys in either case: Go's JSON does not tell them apart.

  private static Optional<Object> value(Map<?, ?> map, String key) {
    return map.entrySet().stream()
        .filter(entry -> String.valueOf(entry.getKey()).equalsIgnoreCase(key))
        .map(entry -> (Object) entry.getValue())
        .filter(value -> value != null)
        .findFirst();
  }

  private static boolean has(Map<?, ?> map, String key) {
    return value(map, key).isPresent();
  }

  private static Map<?, ?> map(Map<?, ?> map, String key) {
    return value(map, key).orElse(Map.of()) instanceof Map<?, ?> inner ? inner : Map.of();
  }

  private static Optional<String> text(Map<?, ?> map, String key) {
    return value(map, key).map(String::valueOf);
  }

  private static String word(Map<?, ?> map, String key) {
    return text(map, key).orElse("");
  }

  private Optional<Long> number(Map<?, ?> map, String key) {
    try {
      return text(map, key).map(Long::parseLong);
    } catch (NumberFormatException e) {
      throw ToolException.usage(
          String.format(Locale.ROOT, "%s: %s: must be a whole number", file, key));
    }
  }
}
