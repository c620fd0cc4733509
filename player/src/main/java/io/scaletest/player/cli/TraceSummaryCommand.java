package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.survey.FooterText;
import io.scaletest.player.survey.TraceSummary;
import io.scaletest.player.trace.TraceReader;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what a trace has in it. */
@Command(
    name = "player trace summary",
    description =
        "Tells what a trace has in it: verbs, kinds, users, rates, how long watches lasted, and what"
            + " its source did not tell.")
final class TraceSummaryCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private TraceParameter trace;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    return trace.use(TraceReader.Bodies.SKIPPED, this::summarise);
  }

  private ExitStatus summarise(TraceReader reader) throws IOException {
    TraceSummary.of(reader).lines().forEach(System.out::println);
    if (reader.damage().isPresent()) {
      throw new ToolException(PlayerExit.TRACE_DAMAGED, trace.file() + " " + reader.damage().get());
    }
    reader
        .footer()
        .ifPresent(
            footer -> {
              System.out.println();
              FooterText.lines(footer).forEach(System.out::println);
            });
    return CommonExit.OK;
  }
}
