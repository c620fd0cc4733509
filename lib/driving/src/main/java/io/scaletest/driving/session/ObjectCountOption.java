package io.scaletest.driving.session;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.text.DurationText;
import java.time.Duration;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/**
 * The options of every driver that say how large a run is, for {@code @Mixin}: so many objects, or
 * as many as come in so long. With both given, the one that is reached first ends the run.
 */
public final class ObjectCountOption {
  private static final long DEFAULT_OBJECTS = 300;

  /** What stands for no limit of the number: ten digits in the objects' names. */
  private static final long UNLIMITED = 2_000_000_000;

  @Option(
      names = {"-n", "--n"},
      paramLabel = "<objects>",
      description =
          "Total number of objects to create (default: 300; with --duration as many as come in"
              + " that time).")
  private Long n;

  @Option(
      names = {"-duration", "--duration"},
      paramLabel = "<duration>",
      defaultValue = "0",
      description =
          "How long to put load on the server, beside -n: whichever is reached first. Open loop: no"
              + " create is planned for later. Closed loop: no request is sent later; what then"
              + " exists is deleted outside the measurement. 0: no limit.")
  private Duration duration = Duration.ZERO;

  /** Returns the number as given, or what stands for it; what is allowed depends on the loop. */
  public long n() {
    if (n != null) {
      return n;
    }
    return duration.isZero() ? DEFAULT_OBJECTS : UNLIMITED;
  }

  /**
   * Returns the load's length in nanoseconds; empty where it has no limit.
   *
   * @throws io.scaletest.common.exit.ToolException a usage error, where it is negative
   */
  public OptionalLong durationNs() {
    OptionRule.require(
        !duration.isNegative(), "duration", ">= 0", "-" + DurationText.of(duration.abs()));
    return duration.isZero() ? OptionalLong.empty() : OptionalLong.of(duration.toNanos());
  }
}
