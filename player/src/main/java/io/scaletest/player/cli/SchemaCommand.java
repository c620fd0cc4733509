package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.language.Language;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the JSON schema of specifications. */
@Command(
    name = "player schema",
    description = "Prints the JSON schema of specifications, for editors.")
final class SchemaCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    System.out.print(Language.schema());
    return CommonExit.OK;
  }
}
