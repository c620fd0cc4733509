package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.edit.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Merges traces. */
@Command(
    name = "player trace merge",
    description =
        "Merges traces by their times into one; what is in several of them is in it once.")
final class TraceMergeCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Parameters(arity = "1..*", paramLabel = "TRACE", description = "The traces to merge.")
  private List<Path> traces = List.of();

  @Mixin private TraceOutput output;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    return EditedTrace.write(traces, Selection.ALL, output);
  }
}
