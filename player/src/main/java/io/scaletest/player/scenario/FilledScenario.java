package io.scaletest.player.scenario;

import io.scaletest.player.language.ScenarioText;
import io.scaletest.player.workload.Specification;
import io.scaletest.player.workload.Workload;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A scenario whose parameters have values: a specification as one of a file.
 *
 * @param values of all parameters
 * @param all these, and what follows from them
 */
public record FilledScenario(
    String scenario, ScenarioText text, Map<String, String> values, Map<String, String> all)
    implements Specification {
  @Override
  public String name() {
    return "scenario " + scenario + " " + options();
  }

  private String options() {
    return values.entrySet().stream()
        .map(value -> "--" + value.getKey() + "=" + value.getValue())
        .collect(Collectors.joining(" "));
  }

  @Override
  public Workload read(Map<String, String> replaced) {
    return Workload.of(scenario, text.fill(all, replaced));
  }

  /** Returns the specification as text, which can be changed and played. */
  public String print() {
    return "# "
        + text.says()
        + "\n# player scenario "
        + scenario
        + " "
        + options()
        + " --print\n"
        + text.text(all);
  }
}
