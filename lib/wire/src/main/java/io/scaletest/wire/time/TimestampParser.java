package io.scaletest.wire.time;

import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.util.OptionalLong;

/** One reading of one timestamp text, from left to right. Used once, by one thread. */
final class TimestampParser {
  private static final int FRACTION_DIGITS_MAX = 9;
  private static final int OFFSET_HOURS_MAX = 23;

  private final CharSequence text;
  private int position;
  private boolean malformed;

  TimestampParser(CharSequence text) {
    this.text = text;
  }

  /**
   * Returns milliseconds since the epoch; empty if the text is no timestamp. What is below a
   * millisecond is cut off.
   *
   * @param separator what stands between date and time
   * @param blank whether a blank stands before the zone
   */
  OptionalLong parse(char separator, boolean blank) {
    int year = digits(4);
    expect('-');
    int month = inRange(digits(2), 1, 12);
    expect('-');
    int day = digits(2);
    expect(separator);
    int hour = inRange(digits(2), 0, 23);
    expect(':');
    int minute = inRange(digits(2), 0, 59);
    expect(':');
    int second = inRange(digits(2), 0, 59);
    int ms = fractionMs();
    if (blank) {
      expect(' ');
    }
    int offsetMinutes = offsetMinutes();
    if (malformed
        || position != text.length()
        || day < 1
        || day > Month.of(month).length(Year.isLeap(year))) {
      return OptionalLong.empty();
    }
    long minutes = (LocalDate.of(year, month, day).toEpochDay() * 24 + hour) * 60 + minute;
    return OptionalLong.of(((minutes - offsetMinutes) * 60 + second) * 1_000L + ms);
  }

  private int fractionMs() {
    if (peek() != '.') {
      return 0;
    }
    position++;
    int ms = 0;
    int count = 0;
    while (isDigit(peek())) {
      if (count < 3) {
        ms = ms * 10 + (peek() - '0');
      }
      count++;
      position++;
    }
    malformed |= count == 0 || count > FRACTION_DIGITS_MAX;
    for (int i = count; i < 3; i++) {
      ms *= 10;
    }
    return ms;
  }

  private int offsetMinutes() {
    char sign = peek();
    position++;
    if (sign == 'Z') {
      return 0;
    }
    malformed |= sign != '+' && sign != '-';
    int minutes = inRange(digits(2), 0, OFFSET_HOURS_MAX) * 60;
    if (peek() == ':') {
      position++;
      minutes += inRange(digits(2), 0, 59);
    } else if (position < text.length()) {
      minutes += inRange(digits(2), 0, 59);
    }
    return sign == '-' ? -minutes : minutes;
  }

  private int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      char c = peek();
      malformed |= !isDigit(c);
      value = value * 10 + (c - '0');
      position++;
    }
    return value;
  }

  private int inRange(int value, int min, int max) {
    malformed |= value < min || value > max;
    return value;
  }

  private void expect(char c) {
    malformed |= peek() != c;
    position++;
  }

  /** Returns the next character, NUL at the end: no timestamp has one. */
  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
