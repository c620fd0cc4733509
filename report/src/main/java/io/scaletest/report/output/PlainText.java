package io.scaletest.report.output;

import io.scaletest.common.text.Figures;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Words and figures as all forms for people write them. */
final class PlainText {
  private static final double NS_PER_MS = 1e6;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private PlainText() {}

  /**
   * Returns a text from a file as it may be shown on a terminal: on one line, and with a question
   * mark for what a terminal would obey (escape sequences, changes of direction).
   */
  static String safe(String text) {
    var safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\r' || c == '\t') {
                safe.append(' ');
              } else if (Character.isISOControl(c)
                  || (c & 0xFFFE) == 0xFFFE
                  || Character.getType(c) == Character.FORMAT
                  || Character.getType(c) == Character.SURROGATE
                  || Character.getType(c) == Character.LINE_SEPARATOR
                  || Character.getType(c) == Character.PARAGRAPH_SEPARATOR) {
                safe.append('?');
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /** Returns nanoseconds as milliseconds: {@code 7.12}. */
  static String ms(double ns) {
    return Figures.figure(ns / NS_PER_MS);
  }

  /** Returns a time: {@code 2026-11-29 05:23:23.275}. */
  static String time(long epochMs) {
    return TIME.format(Instant.EPOCH.plus(epochMs, ChronoUnit.MILLIS));
  }
}
