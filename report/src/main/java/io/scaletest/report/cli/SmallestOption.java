package io.scaletest.report.cli;

import io.scaletest.common.exit.OptionRule;
import picocli.CommandLine.Option;

/** From what size on a difference or change matters, for {@code @Mixin}. */
final class SmallestOption {
  @Option(
      names = {"-smallest", "--smallest"},
      paramLabel = "<percent>",
      defaultValue = "2",
      description = "Smallest difference that matters (default: ${DEFAULT-VALUE}).")
  private double percent;

  /** Returns it as a share; a value that is none is a usage error. */
  double share() {
    OptionRule.require(percent >= 0 && percent < 100, "smallest", "0 to 100", percent);
    return percent / 100;
  }
}
