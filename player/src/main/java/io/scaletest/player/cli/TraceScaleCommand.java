package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.player.edit.Selection;
import io.scaletest.player.edit.TimeScale;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a trace faster or slower. */
@Command(
    name = "player trace scale",
    description =
        "Makes a trace that is faster or slower: when entries start and how long watches are held by"
            + " one speed, how long objects live by another.")
final class TraceScaleCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private TraceParameter trace;
  @Mixin private SpeedOptions speeds;
  @Mixin private TraceOutput output;
  @Mixin private KlogOptions klog;

  @Option(
      names = {"-speed", "--speed"},
      paramLabel = "<factor>",
      description = "How many times as fast, both; 0.5 is half as fast.")
  private Double speed;

  @Override
  public ExitStatus call() {
    OptionRule.require(
        speed != null || speeds.isGiven(),
        "speed",
        "given, or one of arrival-speed and lifetime-speed",
        "none");
    if (speed != null) {
      SpeedOptions.require("speed", speed);
    }
    double both = speed == null ? 1 : speed;
    return EditedTrace.write(
        List.of(trace.file()),
        Selection.ALL,
        new TimeScale(speeds.arrivals(both), speeds.lifetimes(both)),
        output);
  }
}
