package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.language.Language;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells what a key of a specification means. */
@Command(
    name = "player explain",
    description = "Tells what a key means and what may stand under it: load.mix.get, slo.")
final class ExplainCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KEY",
      description = "Keys with dots between them, load.rate; without it the first keys of all.")
  private String key = "";

  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    System.out.print(Language.explain(key));
    return CommonExit.OK;
  }
}
