package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.text.Figures;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.survey.TraceCheck;
import io.scaletest.player.trace.TraceReader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks that a trace is as it was written. */
@Command(
    name = "player trace validate",
    description =
        "Reads a whole trace, bodies too, and checks every block: one line and status 35 if it is cut"
            + " or damaged.")
final class TraceValidateCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private TraceParameter trace;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    return trace.use(TraceReader.Bodies.READ, this::check);
  }

  private ExitStatus check(TraceReader reader) throws IOException {
    Optional<String> fault = TraceCheck.fault(reader);
    if (fault.isPresent()) {
      throw new ToolException(PlayerExit.TRACE_DAMAGED, trace.file() + " " + fault.get());
    }
    System.out.println(
        trace.file() + " is whole: " + Figures.count(reader.entries(), "entry", "entries"));
    return CommonExit.OK;
  }
}
