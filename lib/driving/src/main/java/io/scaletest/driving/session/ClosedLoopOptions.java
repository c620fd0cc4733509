package io.scaletest.driving.session;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import picocli.CommandLine.Option;

/** The options of every closed-loop driver, for {@code @Mixin}. */
public final class ClosedLoopOptions {
  @Option(
      names = {"-conns", "--conns"},
      paramLabel = "<servers>",
      defaultValue = "0",
      description =
          "API servers among which the threads are spread: 0 for all in the Endpoints of Service"
              + " default/kubernetes, 1 for the configured one (default: ${DEFAULT-VALUE}).")
  private int servers;

  @Option(
      names = {"-threads", "--threads"},
      paramLabel = "<threads>",
      defaultValue = "1",
      description =
          "Logical threads, each with at most one request in flight (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = {"-rate", "--rate"},
      paramLabel = "<1/s>",
      defaultValue = "100",
      description = "Target aggregate rate of operations, per second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = {"-updates", "--updates"},
      paramLabel = "<updates>",
      defaultValue = "1",
      description = "Updates in one object's life (default: ${DEFAULT-VALUE}).")
  private int updates;

  @Option(
      names = {"-create-only", "--create-only"},
      description = "Delete nothing: every object stays in the cluster.")
  private boolean createOnly;

  /**
   * Returns the plan that the options make.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public ClosedLoopPlan plan(ObjectCountOption count, long maxpop) {
    try {
      return new ClosedLoopPlan(
          count.n(),
          maxpop,
          threads,
          rate,
          updates,
          createOnly,
          count.durationNs().orElse(Long.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    }
  }

  /**
   * Checks what no plan has.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public void check() {
    OptionRule.require(servers >= 0, "conns", "from 0 to " + Integer.MAX_VALUE, servers);
  }

  /** Returns how many API servers to spread the threads over, as {@link ClosedLoopRun} takes it. */
  public int servers() {
    return servers;
  }
}
