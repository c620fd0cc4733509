package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.convert.Conversion;
import io.scaletest.player.run.PlayerExit;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints another tool's workload as a specification. */
@Command(
    name = "player convert",
    description =
        "Prints a config of clusterloader2 or kube-burner as a specification; what of it the player"
            + " does not do, or does otherwise, is told on standard error.")
final class ConvertCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "FILE",
      description = "A config of clusterloader2, evaluated, or of kube-burner.")
  private Path file;

  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    Conversion conversion = Conversion.of(file);
    System.out.print(conversion.text());
    conversion.changed().forEach(line -> System.err.println("changed: " + line));
    conversion.leftOut().forEach(line -> System.err.println("left out: " + line));
    return conversion.leftOut().isEmpty() ? CommonExit.OK : PlayerExit.CONVERTED_IN_PART;
  }
}
