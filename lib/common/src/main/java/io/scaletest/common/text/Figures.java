package io.scaletest.common.text;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people: the same in every locale, and cheaper at a start than {@code format}. */
public final class Figures {
  private static final int GROUP_DIGITS = 3;
  private static final int SIGNIFICANT_DIGITS = 3;

  private Figures() {}

  /** Returns {@code value} rounded to {@code places} decimal places, 0 to 3. */
  public static String fixed(double value, int places) {
    long scale = 1;
    for (int i = 0; i < places; i++) {
      scale *= 10;
    }
    long scaled = Math.round(Math.abs(value) * scale);
    var text = new StringBuilder();
    if (value < 0 && scaled > 0) {
      text.append('-');
    }
    text.append(scaled / scale);
    if (places > 0) {
      text.append('.');
      for (long digit = scale / 10; digit > 0; digit /= 10) {
        text.append((char) ('0' + scaled / digit % 10));
      }
    }
    return text.toString();
  }

  /** Returns {@code 1234567} as {@code 1,234,567}. */
  public static String count(long value) {
    var text = new StringBuilder(Long.toString(value));
    int first = value < 0 ? 1 : 0;
    for (int at = text.length() - GROUP_DIGITS; at > first; at -= GROUP_DIGITS) {
      text.insert(at, ',');
    }
    return text.toString();
  }

  /** Returns {@code 1 create}, {@code 3,000 creates}. */
  public static String count(long value, String one, String several) {
    return count(value) + ' ' + (value == 1 ? one : several);
  }

  /**
   * Returns a figure as people say it: {@code 1,000,000}, {@code 730.2}, {@code 9.98}, {@code
   * 0.0167}; a whole number without decimals. What is not zero never looks like zero.
   */
  public static String figure(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double magnitude = Math.abs(value);
    if (magnitude >= 999.95) {
      return count(Math.round(value));
    }
    String text;
    if (magnitude >= 9.995) {
      text = fixed(value, 1);
    } else if (magnitude >= 0.0995 || magnitude == 0) {
      text = fixed(value, 2);
    } else {
      text = new BigDecimal(value).round(new MathContext(SIGNIFICANT_DIGITS)).toPlainString();
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  /** Returns {@code 99.8/s}, {@code 1,235/s}, {@code 0.0167/s}. */
  public static String rate(double perSecond) {
    return figure(perSecond) + "/s";
  }
}
