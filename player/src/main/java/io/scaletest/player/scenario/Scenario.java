package io.scaletest.player.scenario;

import io.scaletest.player.language.ScenarioText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A workload that the player has of its own: a specification with parameters. Immutable. */
public final class Scenario {
  private static final List<String> NAMES =
      List.of(
          "watch-fanout",
          "list-storm",
          "restart-storm",
          "scrape",
          "density",
          "load",
          "batch",
          "kubevirt");

  /** What follows from the parameters of some, by more than a product. */
  private static final Map<String, UnaryOperator<Map<String, String>>> DERIVED =
      Map.of("load", ClusterLoad::of);

  private final String name;
  private final ScenarioText text;

  private Scenario(String name) {
    this.name = name;
    this.text = new ScenarioText(name, resource(name + ".yaml"));
  }

  /** Returns their names, in the order in which they are told. */
  public static List<String> names() {
    return NAMES;
  }

  /** Returns the scenario of one of the {@link #names}. */
  public static Scenario named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("no scenario " + name);
    }
    return new Scenario(name);
  }

  private static String resource(String file) {
    try (InputStream stream = Scenario.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the jar has no " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  public String name() {
    return name;
  }

  /** Returns what it does, a sentence. */
  public String says() {
    return text.says();
  }

  public List<ScenarioText.Parameter> parameters() {
    return text.parameters();
  }

  /**
   * Returns it with its parameters filled in.
   *
   * @param given values of some parameters, checked; the others have their defaults
   */
  public FilledScenario with(Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    text.parameters()
        .forEach(each -> values.put(each.name(), given.getOrDefault(each.name(), each.standard())));
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(DERIVED.getOrDefault(name, none -> Map.of()).apply(values));
    return new FilledScenario(name, text, values, all);
  }
}
