package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.workload.PlanText;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what a workload would do, without a server. */
@Command(
    name = "player plan",
    description = "Tells what a workload would do, by phase, without sending a request.")
final class PlanCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private SpecParameter spec;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    System.out.print(PlanText.of(spec.read(Map.of())));
    return CommonExit.OK;
  }
}
