package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.language.ScenarioText;
import io.scaletest.player.scenario.Scenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells the player's own workloads, with their parameters. */
@Command(
    name = "player scenarios",
    description = "Tells the player's own workloads, with their parameters and their defaults.")
final class ScenariosCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    for (String name : Scenario.names()) {
      Scenario scenario = Scenario.named(name);
      System.out.println(name + ": " + scenario.says());
      for (ScenarioText.Parameter each : scenario.parameters()) {
        String choices =
            each.choices().isEmpty() ? "" : " (" + String.join(", ", each.choices()) + ")";
        System.out.printf(
            "  %-26s %s%s%n", "--" + each.name() + "=" + each.standard(), each.says(), choices);
      }
    }
    return CommonExit.OK;
  }
}
