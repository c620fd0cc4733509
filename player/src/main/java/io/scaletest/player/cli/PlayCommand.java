package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.workload.Specification;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Plays a workload. */
@Command(
    name = "player play",
    description =
        "Plays a workload against an API server: every request at the time that the specification"
            + " and the seed say, whatever the server makes of it.")
final class PlayCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private SpecParameter spec;
  @Mixin private PlayOptions options;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() throws InterruptedException {
    return options.play(Specification.in(spec.file()));
  }
}
