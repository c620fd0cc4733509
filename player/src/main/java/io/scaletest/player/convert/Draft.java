package io.scaletest.player.convert;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.text.DurationText;
import io.scaletest.wire.json.JsonTree;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A specification as it grows. Used by one thread. */
final class Draft {
  /** As long as the language lets names be. */
  private static final int NAME_MAX = 40;

  private String name = "converted";
  private int namespaces = 1;
  private final List<Map<String, Object>> phases = new ArrayList<>();
  private final Map<String, Map<String, Object>> sets = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> flows = new LinkedHashMap<>();
  private final List<Map<String, Object>> slos = new ArrayList<>();
  private final List<String> changed = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  void name(String given) {
    name = word(given);
  }

  void namespaces(int count) {
    namespaces = Math.max(1, count);
  }

  /** Notes what the player does otherwise. */
  void changed(String what) {
    note(changed, what);
  }

  /** Notes what the player does not do. */
  void leftOut(String what) {
    note(leftOut, what);
  }

  private static void note(List<String> notes, String what) {
    String line = what.replaceAll("\\s+", " ");
    if (!notes.contains(line)) {
      notes.add(line);
    }
  }

  List<String> changed() {
    return List.copyOf(changed);
  }

  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  boolean isEmpty() {
    return flows.isEmpty();
  }

  /** Returns a name that nothing has yet. */
  private static String free(String wanted, Iterable<String> taken) {
    String base = word(wanted);
    String free = base;
    for (int i = 2; isTaken(free, taken); i++) {
      free = base + "-" + i;
    }
    return free;
  }

  private static boolean isTaken(String name, Iterable<String> taken) {
    for (String each : taken) {
      if (each.equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static String word(String text) {
    String word = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = word.substring(0, Math.min(NAME_MAX - 4, word.length()));
    String trimmed = cut.replaceAll("^-+|-+$", "");
    return trimmed.isEmpty() ? "x" : trimmed;
  }

  /** Adds a set of objects of a template; returns its name. */
  String set(String wanted, Map<String, Object> template) {
    for (Map.Entry<String, Map<String, Object>> set : sets.entrySet()) {
      if (set.getValue().get("template").equals(template)
          && set.getKey().startsWith(word(wanted))) {
        return set.getKey();
      }
    }
    String free = free(wanted, sets.keySet());
    sets.put(free, JsonTree.of("template", template));
    return free;
  }

  /** Returns the kind of a set's objects. */
  String kind(String set) {
    return JsonTree.string(JsonTree.asObject((Map<?, ?>) sets.get(set).get("template")), "kind");
  }

  /** Begins a phase; returns its name. */
  String phase(String wanted, double seconds) {
    String free = phaseName(wanted);
    phases.add(JsonTree.of("name", free, "duration", duration(seconds)));
    return free;
  }

  /** Adds a phase that ends when so many objects of a set have all they ask for. */
  void await(String set, long count, String atMost) {
    phases.add(
        JsonTree.of(
            "name",
            phaseName("wait-" + set),
            "until",
            JsonTree.of("objects", set, "count", count, "ready", true),
            "atMost",
            atMost));
  }

  private String phaseName(String wanted) {
    return free(wanted, phases.stream().map(phase -> (String) phase.get("name")).toList());
  }

  /** Adds a flow of one verb in one phase. */
  void flow(String set, String phase, Pace pace, long count, Map<String, Object> mix) {
    Map<String, Object> flow = JsonTree.of("objects", set, "rate", Map.of(phase, pace.rate()));
    pace.arrivals().ifPresent(arrivals -> flow.put("arrivals", arrivals));
    flow.put("count", count);
    flow.put("mix", mix);
    flows.put(free(phase + "-" + set, flows.keySet()), flow);
  }

  void slo(Map<String, Object> slo) {
    if (!slos.contains(slo)) {
      slos.add(slo);
    }
  }

  /**
   * How fast arrivals come in their phase.
   *
   * @param rate as the language has it
   */
  record Pace(Object rate, Optional<String> arrivals) {
    /** Returns so many arrivals in the first seconds of their phase. */
    static Pace within(long total, double seconds, String arrivals) {
      return new Pace(
          JsonTree.of("total", total, "within", duration(seconds)), Optional.of(arrivals));
    }

    /** Returns many at once, again and again. */
    static Pace bursts(long size, String every) {
      return new Pace(JsonTree.of("burst", size, "every", every), Optional.empty());
    }
  }

  /**
   * Reads a duration of Go's.
   *
   * @param file names it in a refusal
   */
  static double seconds(Path file, String duration) {
    try {
      return DurationText.parse(duration).toNanos() / 1e9;
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(file + ": " + duration + ": must be a duration");
    }
  }

  static String duration(double seconds) {
    return decimal(Math.max(seconds, 0.001), 3) + "s";
  }

  private static String decimal(double value, int places) {
    return BigDecimal.valueOf(value)
        .setScale(places, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = JsonTree.of("name", name, "namespaces", namespaces);
    tree.put("phases", phases);
    tree.put("objects", sets);
    tree.put("load", flows);
    if (!slos.isEmpty()) {
      tree.put("slo", slos);
    }
    return tree;
  }
}
