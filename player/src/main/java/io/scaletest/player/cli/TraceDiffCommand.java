package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.survey.TraceDiff;
import io.scaletest.player.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two traces. */
@Command(
    name = "player trace diff",
    description =
        "Compares two traces: counts by verb, resource, user and status, rates by window, and which"
            + " objects only one has. Status 0 if they are the same, 39 if not.")
final class TraceDiffCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Parameters(index = "0", arity = "1", paramLabel = "A", description = "A trace.")
  private Path first;

  @Parameters(index = "1", arity = "1", paramLabel = "B", description = "Another trace.")
  private Path second;

  @Option(
      names = {"-counts", "--counts"},
      description =
          "Let the counts alone decide: times, order, bodies and what else an entry has may differ.")
  private boolean counts;

  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    try (TraceReader a = open(first);
        TraceReader b = open(second)) {
      TraceDiff diff = TraceDiff.of(a, b);
      diff.lines(first.toString(), second.toString()).forEach(System.out::println);
      List<String> damage = diff.damage(first.toString(), second.toString());
      damage.forEach(System.err::println);
      if (!damage.isEmpty()) {
        return PlayerExit.TRACE_DAMAGED;
      }
      boolean same = counts ? diff.sameCounts() : diff.same();
      return same ? CommonExit.OK : PlayerExit.TRACES_DIFFER;
    } catch (IOException e) {
      throw ToolException.usage("a trace cannot be read: " + IoReason.of(e));
    }
  }

  private static TraceReader open(Path file) {
    try {
      return TraceReader.open(file, TraceReader.Bodies.READ);
    } catch (IOException e) {
      throw ToolException.usage(file + ": cannot be read: " + IoReason.of(e));
    }
  }
}
