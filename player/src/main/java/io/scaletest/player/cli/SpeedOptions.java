package io.scaletest.player.cli;

import io.scaletest.common.exit.OptionRule;
import picocli.CommandLine.Option;

/** How fast arrivals and lifetimes are, for {@code @Mixin}. */
final class SpeedOptions {
  private static final double SLOWEST = 1e-4;
  private static final double FASTEST = 1e6;

  @Option(
      names = {"-arrival-speed", "--arrival-speed"},
      paramLabel = "<factor>",
      description = "How many times as fast entries start; 0.5 is half as fast.")
  private Double arrivalSpeed;

  @Option(
      names = {"-lifetime-speed", "--lifetime-speed"},
      paramLabel = "<factor>",
      description =
          "How many times as fast objects go, where an entry tells its object's lifetime; deletes"
              + " that are entries go by the arrivals.")
  private Double lifetimeSpeed;

  boolean isGiven() {
    return arrivalSpeed != null || lifetimeSpeed != null;
  }

  double arrivals(double otherwise) {
    return checked("arrival-speed", arrivalSpeed, otherwise);
  }

  double lifetimes(double otherwise) {
    return checked("lifetime-speed", lifetimeSpeed, otherwise);
  }

  private static double checked(String option, Double speed, double otherwise) {
    if (speed == null) {
      return otherwise;
    }
    require(option, speed);
    return speed;
  }

  static void require(String option, double speed) {
    OptionRule.require(
        speed >= SLOWEST && speed <= FASTEST, option, "from 0.0001 to 1000000", speed);
  }
}
