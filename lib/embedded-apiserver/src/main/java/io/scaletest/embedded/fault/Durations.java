package io.scaletest.embedded.fault;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in a fault's text: a number and one unit, {@code 1.5s}. */
final class Durations {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]+)?)(us|ms|s|m)");

  private Durations() {}

  static long parseNs(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("duration: must be like 10ms or 1.5s, got " + text);
    }
    TimeUnit unit =
        switch (matcher.group(2)) {
          case "us" -> TimeUnit.MICROSECONDS;
          case "ms" -> TimeUnit.MILLISECONDS;
          case "s" -> TimeUnit.SECONDS;
          default -> TimeUnit.MINUTES;
        };
    return Math.round(Double.parseDouble(matcher.group(1)) * unit.toNanos(1));
  }
}
