package io.scaletest.common.shutdown;

import io.scaletest.common.clock.DurationText;
import io.scaletest.common.exit.ToolException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that ends a tool which otherwise runs until a signal, for {@code @Mixin}. */
public final class StopAfterOption {
  @Option(
      names = {"-stop-after", "--stop-after"},
      paramLabel = "<duration>",
      defaultValue = "0",
      description = "End, with status 0, after so long; 0 runs until a signal.")
  private Duration stopAfter = Duration.ZERO;

  /**
   * Returns the time after which to end as on a signal, but with status 0; empty for never.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public Optional<Duration> limit() {
    if (stopAfter.isNegative()) {
      throw ToolException.usage(
          "stop-after: must not be negative, got " + DurationText.of(stopAfter));
    }
    return stopAfter.isZero() ? Optional.empty() : Optional.of(stopAfter);
  }

  /** Returns the option's value in seconds; 0 for never. */
  public double seconds() {
    return stopAfter.toNanos() / 1e9;
  }
}
