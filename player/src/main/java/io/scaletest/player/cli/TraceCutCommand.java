package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.player.edit.Selection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cuts a piece out of a trace. */
@Command(
    name = "player trace cut",
    description =
        "Makes a trace of the entries that start in a time. Watches that go on in it, but began"
            + " before, are left out and counted, and objects that were made before are not in it.")
final class TraceCutCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private TraceParameter trace;

  @Option(
      names = {"-from", "--from"},
      paramLabel = "<duration>",
      defaultValue = "0s",
      description = "Since the first entry, from when on (default: ${DEFAULT-VALUE}).")
  private Duration from;

  @Option(
      names = {"-to", "--to"},
      paramLabel = "<duration>",
      description = "Since the first entry, up to when (default: to the end).")
  private Duration to;

  @Mixin private TraceOutput output;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    OptionRule.require(!from.isNegative(), "from", "at least 0s", from);
    OptionRule.require(to == null || to.compareTo(from) > 0, "to", "later than from", to);
    long toNs = to == null ? Long.MAX_VALUE : to.toNanos();
    return EditedTrace.write(
        List.of(trace.file()), Selection.between(from.toNanos(), toNs), output);
  }
}
