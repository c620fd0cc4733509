package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.RunOptions;
import io.scaletest.driving.openloop.OpenLoopPlan;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every open-loop driver, for {@code @Mixin}. */
public final class OpenLoopOptions {
  @Mixin private ObjectCountOption objects = new ObjectCountOption();

  @Option(
      names = {"-lambda", "--lambda"},
      paramLabel = "<1/s>",
      defaultValue = "1.0",
      description =
          "Rate at which new objects are created, per second (default: ${DEFAULT-VALUE}).")
  private double lambda;

  @Option(
      names = {"-maxpop", "--maxpop"},
      paramLabel = "<objects>",
      defaultValue = "100",
      description =
          "Objects that exist at any time in the long run: each lives maxpop/lambda seconds"
              + "; 0 deletes at once (default: ${DEFAULT-VALUE}).")
  private long maxpop;

  /** Returns how large the run is, for a driver that has a closed loop, too. */
  public ObjectCountOption count() {
    return objects;
  }

  /** Returns how many objects exist at a time, for a driver that has a closed loop, too. */
  public long maxpop() {
    return maxpop;
  }

  /**
   * Returns the plan that the options make. A negative number of objects is none, as in the
   * original.
   *
   * @param run gives the seed, without which nobody knows what arrives in a {@code --duration}
   * @param clock gives the seed where the options leave it open
   * @throws ToolException a usage error that names option, rule and value
   */
  public OpenLoopPlan plan(RunOptions run, WallClock clock) {
    try {
      OpenLoopPlan plan = new OpenLoopPlan(lambda, Math.max(0, objects.n()), maxpop);
      OptionalLong durationNs = objects.durationNs();
      return durationNs.isPresent() ? plan.within(durationNs.getAsLong(), run.seed(clock)) : plan;
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    }
  }
}
