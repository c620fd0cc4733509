package io.scaletest.report.objective;

import io.scaletest.common.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Objectives as YAML: {@code objectives}, a list of one of
 *
 * <pre>{@code
 * - {series: create.response, percentile: 99, max: 1s, window: 5m, name: creates}
 * - {errors: 1%}
 * - {missing: 0}
 * }</pre>
 */
public final class ObjectivesFile {
  private static final Set<Double> LEVELS = Set.of(50.0, 90.0, 99.0, 99.9);
  private static final Set<String> LATENCY =
      Set.of("name", "series", "percentile", "max", "window");
  private static final Set<String> ERRORS = Set.of("name", "errors");
  private static final Set<String> MISSING = Set.of("name", "missing");
  private static final double DEFAULT_PERCENTILE = 99;
  private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);
  private static final int CHARS_MAX = 1 << 20;

  /** The field's limit for a request about one object: SIG Scalability, API call latency SLO. */
  private static final Duration WRITE_MAX = Duration.ofSeconds(1);

  /** SIG Scalability, pod startup latency SLO. */
  private static final Duration POD_START_MAX = Duration.ofSeconds(5);

  /** This toolkit's own, as in the verdict: the field has no objective for errors. */
  private static final double ERRORS_MAX = 0.01;

  private ObjectivesFile() {}

  /**
   * Returns SIG Scalability's objectives, as far as a client can see them, and at most 1 % of
   * errors.
   */
  public static Objectives builtIn() {
    var all = new ArrayList<Objective>();
    for (String operation : List.of("create", "update", "delete")) {
      all.add(latency("", List.of(operation + ".response", operation + ".service"), 99, WRITE_MAX));
    }
    all.add(latency("", List.of("pod.start"), 99, POD_START_MAX));
    all.add(new ShareObjective("", ERRORS_MAX));
    return new Objectives(all);
  }

  private static LatencyObjective latency(
      String name, List<String> series, double percentile, Duration max) {
    return new LatencyObjective(name, series, percentile, max, DEFAULT_WINDOW.toSeconds());
  }

  /**
   * Reads a file's text.
   *
   * @throws IllegalArgumentException if it is no such file; one line that says where and why
   */
  public static Objectives parse(String yaml) {
    Object tree;
    try {
      LoadSettings settings =
          LoadSettings.builder().setCodePointLimit(CHARS_MAX).setAllowDuplicateKeys(false).build();
      tree = new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("no YAML: " + e.getMessage().replaceAll("\\s+", " "), e);
    }
    if (!(tree instanceof Map<?, ?> map)
        || !map.keySet().equals(Set.of("objectives"))
        || !(map.get("objectives") instanceof List<?> list)) {
      throw new IllegalArgumentException("must be one list, objectives");
    }
    var all = new ArrayList<Objective>();
    for (Object each : list) {
      String where = "objective " + (all.size() + 1) + ": ";
      if (!(each instanceof Map<?, ?> objective)) {
        throw new IllegalArgumentException(where + "must be a map");
      }
      try {
        all.add(objective(objective));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(where + e.getMessage(), e);
      }
    }
    return new Objectives(all);
  }

  private static Objective objective(Map<?, ?> map) {
    String name = String.valueOf(map.containsKey("name") ? map.get("name") : "");
    if (map.containsKey("errors")) {
      check(map, ERRORS);
      return new ShareObjective(name, share(map.get("errors")));
    }
    if (map.containsKey("missing")) {
      check(map, MISSING);
      return new MissingObjective(name, (long) number("missing", map.get("missing")));
    }
    check(map, LATENCY);
    if (!map.containsKey("series") || !map.containsKey("max")) {
      throw new IllegalArgumentException("needs series and max, or errors, or missing");
    }
    double percentile =
        map.containsKey("percentile")
            ? number("percentile", map.get("percentile"))
            : DEFAULT_PERCENTILE;
    if (!LEVELS.contains(percentile)) {
      throw new IllegalArgumentException(
          "percentile: must be 50, 90, 99 or 99.9, got " + map.get("percentile"));
    }
    Duration window =
        map.containsKey("window") ? duration("window", map.get("window")) : DEFAULT_WINDOW;
    return new LatencyObjective(
        name,
        List.of(String.valueOf(map.get("series"))),
        percentile,
        duration("max", map.get("max")),
        window.toMillis() / 1e3);
  }

  private static void check(Map<?, ?> map, Set<String> known) {
    for (Object key : map.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        throw new IllegalArgumentException("unknown field " + key);
      }
    }
  }

  private static Duration duration(String name, Object value) {
    try {
      Duration duration = DurationText.parse(String.valueOf(value));
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("must be above 0");
      }
      return duration;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage() + ", got " + value, e);
    }
  }

  private static double share(Object value) {
    String text = String.valueOf(value).strip();
    boolean percent = text.endsWith("%");
    double number = number("errors", percent ? text.substring(0, text.length() - 1) : text);
    return percent ? number / 100 : number;
  }

  private static double number(String name, Object value) {
    try {
      double number = Double.parseDouble(String.valueOf(value).strip());
      if (!(number >= 0) || Double.isInfinite(number)) {
        throw new NumberFormatException();
      }
      return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": must be a number from 0 up, got " + value, e);
    }
  }
}
