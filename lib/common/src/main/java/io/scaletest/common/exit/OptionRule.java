package io.scaletest.common.exit;

import io.scaletest.common.text.DurationText;
import java.time.Duration;

/** Validation rules of options; a violation is a usage error that names option, rule and value. */
public final class OptionRule {
  private static final int PORT_MAX = 65_535;

  private OptionRule() {}

  /**
   * Checks a rule.
   *
   * @param rule what must hold, behind the words "must be"
   * @throws ToolException a usage error, where it does not hold
   */
  public static void require(boolean holds, String option, String rule, Object value) {
    if (!holds) {
      Object shown = value instanceof Duration duration ? DurationText.of(duration) : value;
      throw ToolException.usage(option + ": must be " + rule + ", got " + shown);
    }
  }

  /**
   * Checks a range, both ends of which are allowed.
   *
   * @throws ToolException a usage error, where {@code value} is outside
   */
  public static void requireBetween(String option, long value, long min, long max) {
    require(value >= min && value <= max, option, min + " to " + max, value);
  }

  /**
   * Checks a port to listen at.
   *
   * @param min the least that means something: 0 takes any free one
   * @throws ToolException a usage error, where it is none
   */
  public static void requirePort(String option, int port, int min) {
    requireBetween(option, port, min, PORT_MAX);
  }
}
