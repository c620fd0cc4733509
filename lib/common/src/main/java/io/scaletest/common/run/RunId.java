package io.scaletest.common.run;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.exit.ToolException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.random.RandomGenerator;

/**
 * The name of one run: the beginning of the names of its objects and files.
 *
 * <p><i>Source:</i> contract, "Shared by the drivers": {@code
 * [-a-zA-Z0-9!@#$%^&()+=][-a-zA-Z0-9!@#$%^&()+=.]*}, so not empty and no dot in front.
 *
 * @param value matches the expression above
 */
public record RunId(String value) {
  private static final String PUNCTUATION = "-!@#$%^&()+=";
  private static final int GENERATED_NUMBERS = 10_000;

  public RunId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(rule(value));
    }
  }

  /**
   * Returns the run ID that the user gave.
   *
   * @throws ToolException with {@link DriverExit#BAD_RUN_ID} if it has a character not allowed
   */
  public static RunId of(String value) {
    if (!isValid(value)) {
      throw new ToolException(DriverExit.BAD_RUN_ID, rule(value));
    }
    return new RunId(value);
  }

  /**
   * Returns {@code MMDD.hhmm.NNNN}: month, day, hour and minute in {@code zone}, and four random
   * digits.
   */
  public static RunId generate(WallClock clock, RandomGenerator random, ZoneId zone) {
    LocalDateTime now = LocalDateTime.ofInstant(clock.now(), zone);
    var text = new StringBuilder(14);
    PaddedNumber.append(text, now.getMonthValue(), 2);
    PaddedNumber.append(text, now.getDayOfMonth(), 2);
    text.append('.');
    PaddedNumber.append(text, now.getHour(), 2);
    PaddedNumber.append(text, now.getMinute(), 2);
    text.append('.');
    PaddedNumber.append(text, random.nextInt(GENERATED_NUMBERS), 4);
    return new RunId(text.toString());
  }

  private static String rule(String value) {
    return "runid: must be letters, digits, any of "
        + PUNCTUATION
        + " and (not first) dots, got "
        + GoQuote.quote(value);
  }

  private static boolean isValid(String value) {
    if (value.isEmpty() || value.charAt(0) == '.') {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isAllowed(value.charAt(i)) && value.charAt(i) != '.') {
        return false;
      }
    }
    return true;
  }

  /** Returns whether {@code c} may stand anywhere in a run ID. */
  static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PUNCTUATION.indexOf(c) >= 0;
  }

  @Override
  public String toString() {
    return value;
  }
}
