package io.scaletest.common.progress;

import io.scaletest.common.latency.Decimals;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Figures for people, in ASCII and the same in every locale: a terminal may know neither {@code µ}
 * nor which separator is meant.
 */
public final class Figures {
  private static final double NS_PER_MS = 1e6;
  private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);

  private Figures() {}

  /** Returns {@code 1234567} as {@code 1,234,567}. */
  public static String count(long value) {
    return Decimals.grouped(value);
  }

  /** Returns {@code 1 error}, {@code 2 errors}. */
  public static String count(long value, String one, String several) {
    return Decimals.counted(value, one, several);
  }

  /** Returns {@code 99.8/s}, {@code 1,235/s}, {@code 0.0167/s}. */
  public static String rate(double perSecond) {
    return Decimals.figure(perSecond) + "/s";
  }

  /** Returns {@code 0.31 ms}, {@code 3.1 ms}, {@code 31 ms}, {@code 3.1 s}. */
  public static String latency(long ns) {
    double ms = ns / NS_PER_MS;
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
    return count(s / 3_600) + " h " + twoDigits(s / 60 % 60) + " min";
  }

  private static String twoDigits(long value) {
    return (value < 10 ? "0" : "") + value;
  }

  private static String fixed(int decimals, double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
