package io.scaletest.common.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Durations as text. Go's form is read and written: {@code 1m30s}, {@code 1.5h}, {@code 300ms},
 * {@code 0}, {@code -3s}. The others are for people, each for one place, and are only written;
 * {@link #latency}, {@link #elapsed} and {@link #span} are ASCII, because a terminal may know no
 * {@code µ}.
 *
 * <p><i>Source:</i> Go's {@code time.ParseDuration} and {@code time.Duration.String}; {@code
 * HumanDuration} of apimachinery.
 */
public final class DurationText {
  private static final Map<String, Long> UNIT_NS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00b5s", 1_000L,
          "\u03bcs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private static final long NS_PER_US = 1_000;
  private static final long NS_PER_MS = 1_000_000;
  private static final long NS_PER_S = 1_000_000_000;
  private static final long NS_PER_MINUTE = 60 * NS_PER_S;
  private static final long NS_PER_HOUR = 60 * NS_PER_MINUTE;
  private static final int DIGITS_OF_US = 3;
  private static final int DIGITS_OF_MS_IN_NS = 6;
  private static final int DIGITS_OF_S_IN_NS = 9;

  private static final String[] UNITS = {" ns", " µs", " ms", " s"};

  private DurationText() {}

  /**
   * Returns the duration that {@code value} says.
   *
   * @throws IllegalArgumentException with the rule that it breaks
   */
  public static Duration parse(String value) {
    boolean negative = value.startsWith("-");
    String amounts = negative || value.startsWith("+") ? value.substring(1) : value;
    if (amounts.equals("0")) {
      return Duration.ZERO;
    }
    if (amounts.isEmpty()) {
      throw refused();
    }
    try {
      long negatedNs = new Parser(amounts).negatedSumNs();
      return Duration.ofNanos(negative ? negatedNs : Math.negateExact(negatedNs));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("must be less than 292 years", e);
    }
  }

  /**
   * Returns a duration as Go writes one, to the nanosecond: {@code 100µs}, {@code 1m40s}, {@code
   * -5s}.
   */
  public static String ofNanos(long ns) {
    if (ns < 0) {
      // One nanosecond off at the very end of the range, where there is no positive counterpart.
      return "-" + ofNanos(ns == Long.MIN_VALUE ? Long.MAX_VALUE : -ns);
    }
    if (ns == 0) {
      return "0s";
    }
    if (ns < NS_PER_US) {
      return ns + "ns";
    }
    if (ns < NS_PER_MS) {
      return decimal(ns, DIGITS_OF_US) + "µs";
    }
    if (ns < NS_PER_S) {
      return decimal(ns, DIGITS_OF_MS_IN_NS) + "ms";
    }
    long hours = ns / NS_PER_HOUR;
    long minutes = ns % NS_PER_HOUR / NS_PER_MINUTE;
    return (hours > 0 ? hours + "h" : "")
        + (hours > 0 || minutes > 0 ? minutes + "m" : "")
        + decimal(ns % NS_PER_MINUTE, DIGITS_OF_S_IN_NS)
        + "s";
  }

  /** Returns a duration as Go writes one. */
  public static String of(Duration duration) {
    try {
      return ofNanos(duration.toNanos());
    } catch (ArithmeticException e) {
      return ofNanos(duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE);
    }
  }

  /** Returns {@code 0.31 ms}, {@code 3.1 ms}, {@code 31 ms}, {@code 3.1 s}: of a progress line. */
  public static String latency(long ns) {
    double ms = ns / (double) NS_PER_MS;
    if (ms < 0.995) {
      return fixed(2, ms) + " ms";
    }
    if (ms < 9.95) {
      return fixed(1, ms) + " ms";
    }
    if (ms < 999.5) {
      return Math.round(ms) + " ms";
    }
    return fixed(1, ms / 1_000) + " s";
  }

  /** Returns the time since a start: {@code 12.0 s}, {@code 3 min 07 s}, {@code 2 h 05 min}. */
  public static String elapsed(long ns) {
    double s = ns / (double) NS_PER_S;
    return s < 59.95 ? fixed(1, s) + " s" : span(ns);
  }

  /** Returns a span in whole units: {@code 18 s}, {@code 3 min 07 s}, {@code 2 h 05 min}. */
  public static String span(long ns) {
    long s = (ns + NS_PER_S / 2) / NS_PER_S;
    if (s < 60) {
      return s + " s";
    }
    if (s < 3_600) {
      return s / 60 + " min " + twoDigits(s % 60) + " s";
    }
    return Figures.count(s / 3_600) + " h " + twoDigits(s / 60 % 60) + " min";
  }

  /** Returns three significant digits in the unit that suits: {@code 1.93 ms}, of a summary. */
  public static String significant(long ns) {
    double value = ns;
    int unit = 0;
    while (Math.abs(value) >= 999.5 && unit < UNITS.length - 1) {
      value /= 1_000;
      unit++;
    }
    double magnitude = Math.abs(value);
    int places = unit == 0 || magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2;
    return Figures.fixed(value, places) + UNITS[unit];
  }

  /**
   * Returns an age of less than two years as kubectl shows it: 45s, 3m20s, 15m, 5h10m, 3d4h, 9d.
   */
  public static String age(long seconds) {
    if (seconds < 120) {
      return Math.max(0, seconds) + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return minutes + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return hours + "h" + (minutes % 60 == 0 ? "" : minutes % 60 + "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    return hours / 24 + "d" + (hours >= 8 * 24 || hours % 24 == 0 ? "" : hours % 24 + "h");
  }

  private static String twoDigits(long value) {
    return (value < 10 ? "0" : "") + value;
  }

  private static String fixed(int decimals, double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String decimal(long amount, int scale) {
    return BigDecimal.valueOf(amount, scale).stripTrailingZeros().toPlainString();
  }

  private static IllegalArgumentException refused() {
    return new IllegalArgumentException("must be a duration like 1m30s or 300ms");
  }

  /**
   * Reads amounts with units, one behind the other. Counts downwards, since the range of {@code
   * long} reaches one further there.
   */
  private static final class Parser {
    private static final long LARGEST_BEFORE_DIGIT = Long.MAX_VALUE / 10;

    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    long negatedSumNs() {
      long sumNs = 0;
      while (at < text.length()) {
        sumNs = Math.addExact(sumNs, negatedAmountNs());
      }
      return sumNs;
    }

    private long negatedAmountNs() {
      long whole = 0;
      int wholeFrom = at;
      for (; atDigit(); at++) {
        whole = Math.subtractExact(Math.multiplyExact(whole, 10L), digit());
      }
      boolean hasDigits = at > wholeFrom;
      long fraction = 0;
      double scale = 1;
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
        hasDigits |= atDigit();
        for (; atDigit(); at++) {
          // More digits than this do not count, as in Go.
          if (fraction <= LARGEST_BEFORE_DIGIT && fraction * 10 + digit() >= 0) {
            fraction = fraction * 10 + digit();
            scale *= 10;
          }
        }
      }
      long unitNs = unitNs();
      if (!hasDigits) {
        throw refused();
      }
      // Go's own sum, so that the last nanosecond is the same.
      long fractionNs = (long) (fraction * (unitNs / scale));
      return Math.subtractExact(Math.multiplyExact(whole, unitNs), fractionNs);
    }

    private long unitNs() {
      int from = at;
      while (at < text.length() && text.charAt(at) != '.' && !atDigit()) {
        at++;
      }
      Long unitNs = UNIT_NS.get(text.substring(from, at));
      if (unitNs == null) {
        throw refused();
      }
      return unitNs;
    }

    private boolean atDigit() {
      return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private int digit() {
      return text.charAt(at) - '0';
    }
  }
}
