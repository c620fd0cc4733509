package io.scaletest.wire.time;

import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalLong;

/**
 * Times in UTC as text: {@code 2026-11-21T08:29:01Z} in the API's objects, with a blank and without
 * a zone in the data files. Digit by digit, because a row has two to four of them. A year above
 * 9999 has more digits, one before 0 a minus sign in front of its at least four digits.
 *
 * <p><i>Source:</i> RFC 3339 and apimachinery's {@code Time} and {@code MicroTime}; contract, "Data
 * CSV". Stateless and safe for use by many threads.
 */
public final class UtcTime {
  private static final long MS_PER_DAY = 86_400_000L;
  private static final int NS_PER_MICRO = 1_000;

  private UtcTime() {}

  /** Returns a {@code Time} of the API, to the second: {@code 2026-11-21T08:29:01Z}. */
  public static String api(long epochSecond) {
    var text = new StringBuilder("2026-11-21T08:29:01Z".length());
    appendSeconds(text, epochSecond * 1_000, 'T');
    return text.append('Z').toString();
  }

  /** Returns a {@code MicroTime} of the API: {@code 2026-11-21T08:29:01.389753Z}. */
  public static String apiMicro(Instant time) {
    var text = new StringBuilder("2026-11-21T08:29:01.389753Z".length());
    appendSeconds(text, time.getEpochSecond() * 1_000, 'T');
    int micros = time.getNano() / NS_PER_MICRO;
    text.append('.');
    appendTwoDigits(text, micros / 10_000);
    appendTwoDigits(text, micros / 100 % 100);
    appendTwoDigits(text, micros % 100);
    return text.append('Z').toString();
  }

  /**
   * Returns the second since the epoch that a time of the API means; empty if the text is none. A
   * fraction of the second is cut off.
   */
  public static OptionalLong epochSecond(String text) {
    OptionalLong ms = new TimestampParser(text).parse('T', false);
    return ms.isEmpty() ? ms : OptionalLong.of(Math.floorDiv(ms.getAsLong(), 1_000L));
  }

  /**
   * Appends a data file's {@code yyyy-MM-dd HH:mm:ss.SSS}.
   *
   * @param epochMs milliseconds since 1970-01-01 00:00 UTC, negative before
   */
  public static void appendMillis(StringBuilder target, long epochMs) {
    appendSeconds(target, epochMs);
    int ms = (int) Math.floorMod(epochMs, 1_000L);
    target.append('.').append((char) ('0' + ms / 100));
    appendTwoDigits(target, ms % 100);
  }

  /**
   * Appends {@code yyyy-MM-dd HH:mm:ss}, the layout of an object's creation time in the loggers'
   * files.
   *
   * @param epochMs milliseconds since 1970-01-01 00:00 UTC; the second's fraction is cut off
   */
  public static void appendSeconds(StringBuilder target, long epochMs) {
    appendSeconds(target, epochMs, ' ');
  }

  private static void appendSeconds(StringBuilder target, long epochMs, char separator) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochMs, MS_PER_DAY));
    appendYear(target, date.getYear());
    target.append('-');
    appendTwoDigits(target, date.getMonthValue());
    target.append('-');
    appendTwoDigits(target, date.getDayOfMonth());
    target.append(separator);
    int secondOfDay = (int) (Math.floorMod(epochMs, MS_PER_DAY) / 1_000L);
    appendTwoDigits(target, secondOfDay / 3_600);
    target.append(':');
    appendTwoDigits(target, secondOfDay / 60 % 60);
    target.append(':');
    appendTwoDigits(target, secondOfDay % 60);
  }

  private static void appendYear(StringBuilder target, int year) {
    if (year < 0) {
      target.append('-');
    }
    int digits = Math.abs(year);
    if (digits > 9_999) {
      target.append(digits);
    } else {
      appendTwoDigits(target, digits / 100);
      appendTwoDigits(target, digits % 100);
    }
  }

  static void appendTwoDigits(StringBuilder target, int value) {
    target.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }
}
