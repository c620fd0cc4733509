package io.scaletest.common.shutdown;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.text.DurationText;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code -duration} of tools that run until a signal, for {@code @Mixin}. */
public final class StopAfterOption {
  @Option(
      names = {"-duration", "--duration"},
      paramLabel = "<duration>",
      defaultValue = "0",
      description = "End, with status 0, after so long; 0 runs until a signal.")
  private Duration duration = Duration.ZERO;

  /** Its older name. */
  @Option(
      names = {"-stop-after", "--stop-after"},
      paramLabel = "<duration>",
      defaultValue = "0",
      hidden = true)
  private Duration stopAfter = Duration.ZERO;

  /**
   * Returns the time after which to end as on a signal, but with status 0; empty for never.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public Optional<Duration> limit() {
    check("duration", duration);
    check("stop-after", stopAfter);
    Duration limit = duration.isZero() ? stopAfter : duration;
    return limit.isZero() ? Optional.empty() : Optional.of(limit);
  }

  private static void check(String option, Duration value) {
    if (value.isNegative()) {
      throw ToolException.usage(option + ": must not be negative, got " + DurationText.of(value));
    }
  }

  /** Returns the option's value in seconds; 0 for never. */
  public double seconds() {
    return limit().orElse(Duration.ZERO).toNanos() / 1e9;
  }
}
