package io.scaletest.player.language;

import io.scaletest.common.exit.NearestName;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.language.Form.ByName;
import io.scaletest.player.language.Form.Fields;
import io.scaletest.player.language.Form.KnownKey;
import io.scaletest.player.language.Form.OneOf;
import io.scaletest.player.language.Form.Some;
import io.scaletest.player.language.Form.Word;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What people and editors are told of the language: the JSON schema, and each key explained. */
public final class Language {
  /** Words of other tools, and what to look at here. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("tuningset", "clusterloader2's tuning sets are load.NAME.rate and .arrivals"),
          Map.entry("qps", "load.NAME.rate, as 20/s"),
          Map.entry("burst", "load.NAME.rate, as {burst: 20, every: 1s}"),
          Map.entry("jobiterations", "kube-burner's iterations are load.NAME.count"),
          Map.entry("churn", "load.NAME.lifetime: objects are deleted and made all the time"),
          Map.entry("replicas", "load.NAME.count with an objects.NAME.from, or mix.scale"),
          Map.entry("thresholds", "slo"),
          Map.entry("podstartuplatency", "slo, with of: pod.startup"),
          Map.entry("stages", "phases, or load.NAME.rate with steps"),
          Map.entry("vus", "there are none: arrivals do not wait for answers; see load.NAME.rate"),
          Map.entry("warmup", "phases with measured: false"));

  private Language() {}

  /** Tells whether a rate is a map of shapes by phase, and not one shape. */
  public static boolean isByPhase(Place rate) {
    return Grammar.isByPhase(rate);
  }

  /** Returns the JSON schema of specifications, of draft 2020-12. */
  public static String schema() {
    Map<String, Object> schema =
        JsonTree.of(
            "$schema",
            "https://json-schema.org/draft/2020-12/schema",
            "title",
            "Workload of scaletest's player");
    schema.putAll(schema(Grammar.ROOT));
    return JsonWriter.text(schema) + "\n";
  }

  private static Map<String, Object> schema(Form form) {
    if (form instanceof Word word) {
      return JsonTree.of(
          "type",
          List.of("string", "number", "boolean"),
          "pattern",
          "^(" + word.pattern().replace("(?s)", "") + ")$",
          "description",
          "Must be " + word.rule() + ".");
    }
    if (form instanceof Fields fields) {
      Map<String, Object> properties = new LinkedHashMap<>();
      List<Object> required = new ArrayList<>();
      for (KnownKey key : fields.keys()) {
        Map<String, Object> each = schema(key.form());
        each.put("description", key.says());
        properties.put(key.name(), each);
        if (key.required()) {
          required.add(key.name());
        }
      }
      return JsonTree.of(
          "type",
          "object",
          "properties",
          properties,
          "required",
          required,
          "additionalProperties",
          false);
    }
    if (form instanceof ByName byName) {
      return JsonTree.of("type", "object", "additionalProperties", schema(byName.each()));
    }
    if (form instanceof Some some) {
      Map<String, Object> each = schema(some.each());
      Map<String, Object> list = JsonTree.of("type", "array", "items", each);
      return JsonTree.of("anyOf", List.of(each, list));
    }
    if (form instanceof OneOf oneOf) {
      List<Object> forms = new ArrayList<>();
      oneOf.forms().forEach(each -> forms.add(schema(each)));
      return JsonTree.of("anyOf", forms);
    }
    return JsonTree.of("description", "As the Kubernetes API takes it.");
  }

  /**
   * Returns what a key means.
   *
   * @param path its keys with dots, {@code load.mix.get}; names of the user's may be left out;
   *     empty for the first keys
   * @throws ToolException a usage error if there is no such key
   */
  public static String explain(String path) {
    KnownKey key = new KnownKey("", Grammar.ROOT, false, "A workload.");
    for (String step : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      List<KnownKey> keys = keysOf(key.form());
      List<String> names = keys.stream().map(KnownKey::name).toList();
      Optional<KnownKey> next = keys.stream().filter(each -> each.name().equals(step)).findFirst();
      boolean elsewhere = ELSEWHERE.containsKey(step.toLowerCase(Locale.ROOT));
      if (next.isEmpty() && !elsewhere && isNamed(key.form())) {
        continue; // a name of the user's: load.hello.rate
      }
      if (next.isEmpty()) {
        throw unknown(step, names);
      }
      key = next.get();
    }
    StringBuilder text = new StringBuilder();
    if (!path.isEmpty()) {
      text.append(path).append(": ").append(key.says()).append('\n');
    }
    values(key.form()).forEach(rule -> text.append("  ").append(rule).append('\n'));
    for (KnownKey each : keysOf(key.form())) {
      text.append(String.format(Locale.ROOT, "  %-18s %s%n", each.name(), each.says()));
    }
    return text.toString();
  }

  private static ToolException unknown(String step, List<String> names) {
    String elsewhere = ELSEWHERE.get(step.toLowerCase(Locale.ROOT));
    String hint =
        elsewhere != null
            ? "see " + elsewhere
            : NearestName.to(step, names)
                .map(name -> "nearest: " + name)
                .orElse(
                    names.isEmpty() ? "it has none" : "must be one of " + String.join(", ", names));
    return ToolException.usage("explain: no key " + step + "; " + hint);
  }

  private static boolean isNamed(Form form) {
    return form instanceof ByName
        || form instanceof Some some && isNamed(some.each())
        || form instanceof OneOf oneOf && oneOf.forms().stream().anyMatch(Language::isNamed);
  }

  private static List<KnownKey> keysOf(Form form) {
    if (form instanceof Fields fields) {
      return fields.keys();
    }
    if (form instanceof ByName byName) {
      return keysOf(byName.each());
    }
    if (form instanceof Some some) {
      return keysOf(some.each());
    }
    List<KnownKey> keys = new ArrayList<>();
    if (form instanceof OneOf oneOf) {
      for (Form each : oneOf.forms()) {
        for (KnownKey key : keysOf(each)) {
          if (!keys.contains(key)) {
            keys.add(key);
          }
        }
      }
    }
    return keys;
  }

  private static List<String> values(Form form) {
    if (form instanceof Word word) {
      return List.of("must be " + word.rule());
    }
    if (form instanceof Some some) {
      return values(some.each());
    }
    if (form instanceof OneOf oneOf) {
      return oneOf.forms().stream().flatMap(each -> values(each).stream()).distinct().toList();
    }
    if (form instanceof ByName byName) {
      return List.of("a map by the names of " + byName.what());
    }
    return List.of();
  }
}
