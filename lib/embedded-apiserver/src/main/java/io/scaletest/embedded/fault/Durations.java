package io.scaletest.embedded.fault;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in a fault's text: a number and one unit, {@code 1.5s}. */
final class Durations {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]+)?)(us|ms|s|m)");

  /** A day: longer than any test, and no sum of it with a time overflows. */
  private static final long MAX_NS = TimeUnit.DAYS.toNanos(1);

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @param word what it is of, for the message
   */
  static long parseNs(String word, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          word + ": must be a duration like 10ms or 1.5s, got " + text);
    }
    TimeUnit unit =
        switch (matcher.group(2)) {
          case "us" -> TimeUnit.MICROSECONDS;
          case "ms" -> TimeUnit.MILLISECONDS;
          case "s" -> TimeUnit.SECONDS;
          default -> TimeUnit.MINUTES;
        };
    double ns = Double.parseDouble(matcher.group(1)) * unit.toNanos(1);
    if (ns > MAX_NS) {
      throw new IllegalArgumentException(word + ": must be 1440m at most, got " + text);
    }
    return Math.round(ns);
  }
}
