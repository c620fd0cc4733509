package io.scaletest.player.cli;

import io.scaletest.common.cli.FurtherOptions;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.language.ScenarioText;
import io.scaletest.player.scenario.FilledScenario;
import io.scaletest.player.scenario.Scenario;
import io.scaletest.player.workload.PlanText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Plays one of the player's own workloads, whose parameters are options. */
@Command
final class ScenarioCommand implements Callable<ExitStatus>, OptionsAnywhere, FurtherOptions {
  private final Scenario scenario;
  private final Map<String, OptionSpec> parameters = new LinkedHashMap<>();

  @Mixin private PlayOptions options;
  @Mixin private KlogOptions klog;

  @Option(
      names = {"-print", "--print"},
      description = "Print the specification with the parameters filled in, and play nothing.")
  private boolean print;

  @Option(
      names = {"-plan", "--plan"},
      description = "Tell what it would do, by phase, and play nothing.")
  private boolean plan;

  ScenarioCommand(Scenario scenario) {
    this.scenario = scenario;
  }

  @Override
  public void addTo(CommandSpec spec) {
    spec.name("player scenario " + scenario.name());
    spec.usageMessage().description(scenario.says());
    for (ScenarioText.Parameter parameter : scenario.parameters()) {
      OptionSpec option =
          OptionSpec.builder("-" + parameter.name(), "--" + parameter.name())
              .type(String.class)
              .paramLabel(parameter.amount().label())
              .defaultValue(parameter.standard())
              .description(
                  (parameter.says() + " (default: " + parameter.standard() + ").")
                      .replace("%", "%%"))
              .converters(parameter::check)
              .build();
      parameters.put(parameter.name(), option);
      spec.addOption(option);
    }
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    Map<String, String> values = new LinkedHashMap<>();
    parameters.forEach((name, option) -> values.put(name, option.getValue()));
    FilledScenario filled = scenario.with(values);
    if (print || plan) {
      String planned = PlanText.of(filled.read(Map.of()));
      System.out.print(print ? filled.print() : planned);
      return CommonExit.OK;
    }
    return options.play(filled);
  }
}
