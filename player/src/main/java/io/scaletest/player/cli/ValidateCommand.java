package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks a specification without a server. */
@Command(
    name = "player validate",
    description = "Checks a specification without a server: one line and status 2 if it is wrong.")
final class ValidateCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private SpecParameter spec;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    spec.read(Map.of());
    System.out.println(spec.file() + " is valid");
    return CommonExit.OK;
  }
}
