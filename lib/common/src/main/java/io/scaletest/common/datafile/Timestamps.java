package io.scaletest.common.datafile;

/**
 * The data files' timestamps: UTC, {@code yyyy-MM-dd HH:mm:ss.SSS}.
 *
 * <p>Plain integer arithmetic (proleptic Gregorian calendar, no leap seconds, as everywhere in the
 * JDK), because a row has two to four of them. A year above 9999 has more digits, one before 0 a
 * minus sign in front of its at least four digits.
 *
 * <p><i>Source:</i> contract, "Data CSV"; days to date after Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms". Stateless and safe for use by many threads.
 */
public final class Timestamps {
  private static final long MS_PER_DAY = 86_400_000L;
  private static final int DAYS_PER_ERA = 146_097;
  private static final int DAYS_FROM_0000_03_01_TO_1970_01_01 = 719_468;

  private Timestamps() {}

  /**
   * Appends {@code yyyy-MM-dd HH:mm:ss.SSS} in UTC.
   *
   * @param epochMs milliseconds since 1970-01-01 00:00 UTC, negative before
   */
  public static void appendUtc(StringBuilder target, long epochMs) {
    appendUtcSeconds(target, epochMs);
    int ms = (int) Math.floorMod(epochMs, 1_000L);
    target.append('.').append((char) ('0' + ms / 100));
    appendTwoDigits(target, ms % 100);
  }

  /**
   * Appends {@code yyyy-MM-dd HH:mm:ss} in UTC, the layout of an object's creation time in the
   * loggers' files.
   *
   * @param epochMs milliseconds since 1970-01-01 00:00 UTC; the second's fraction is cut off
   */
  public static void appendUtcSeconds(StringBuilder target, long epochMs) {
    appendDate(target, Math.floorDiv(epochMs, MS_PER_DAY));
    int secondOfDay = (int) (Math.floorMod(epochMs, MS_PER_DAY) / 1_000L);
    target.append(' ');
    appendTwoDigits(target, secondOfDay / 3_600);
    target.append(':');
    appendTwoDigits(target, secondOfDay / 60 % 60);
    target.append(':');
    appendTwoDigits(target, secondOfDay % 60);
  }

  private static void appendDate(StringBuilder target, long epochDay) {
    // Years that begin on 1 March have their leap day at the end; an era is 400 of them.
    long day = epochDay + DAYS_FROM_0000_03_01_TO_1970_01_01;
    long era = Math.floorDiv(day, (long) DAYS_PER_ERA);
    int dayOfEra = (int) (day - era * DAYS_PER_ERA);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    appendYear(target, era * 400 + yearOfEra + (month <= 2 ? 1 : 0));
    target.append('-');
    appendTwoDigits(target, month);
    target.append('-');
    appendTwoDigits(target, dayOfMonth);
  }

  private static void appendYear(StringBuilder target, long year) {
    if (year < 0) {
      target.append('-');
    }
    long digits = Math.abs(year);
    if (digits > 9_999) {
      target.append(digits);
    } else {
      appendTwoDigits(target, (int) digits / 100);
      appendTwoDigits(target, (int) digits % 100);
    }
  }

  static void appendTwoDigits(StringBuilder target, int value) {
    target.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }

  /**
   * Returns the days from 1970-01-01 to the given day, negative before.
   *
   * @param month 1 to 12
   */
  static long epochDay(int year, int month, int dayOfMonth) {
    long yearFromMarch = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(yearFromMarch, 400L);
    long yearOfEra = yearFromMarch - era * 400;
    int monthFromMarch = month > 2 ? month - 3 : month + 9;
    long dayOfYear = (153L * monthFromMarch + 2) / 5 + dayOfMonth - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * DAYS_PER_ERA + dayOfEra - DAYS_FROM_0000_03_01_TO_1970_01_01;
  }
}
