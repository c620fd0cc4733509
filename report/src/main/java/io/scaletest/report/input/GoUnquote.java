package io.scaletest.report.input;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Undoes the backslash escapes of Go's {@code %q}; what is no escape stays as it is. */
final class GoUnquote {
  private static final String SIMPLE = "abfnrtv\\\"'";
  private static final String MEANT = "\u0007\b\f\n\r\t\u000B\\\"'";

  private GoUnquote() {}

  static String of(String escaped) {
    // Bytes, since \x stands for a byte of UTF-8 and not for a character.
    var bytes = new ByteArrayOutputStream(escaped.length());
    int i = 0;
    while (i < escaped.length()) {
      int used = escaped.charAt(i) == '\\' ? escape(escaped, i + 1, bytes) : 0;
      if (used == 0) {
        int next = escaped.offsetByCodePoints(i, 1);
        bytes.writeBytes(escaped.substring(i, next).getBytes(StandardCharsets.UTF_8));
        i = next;
      } else {
        i += 1 + used;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Writes what the escape at {@code at} means; returns its length, 0 where it is none. */
  private static int escape(String escaped, int at, ByteArrayOutputStream bytes) {
    if (at == escaped.length()) {
      return 0;
    }
    char kind = escaped.charAt(at);
    int simple = SIMPLE.indexOf(kind);
    if (simple >= 0) {
      bytes.write(MEANT.charAt(simple));
      return 1;
    }
    int digits =
        switch (kind) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> 0;
        };
    if (digits == 0 || at + 1 + digits > escaped.length()) {
      return 0;
    }
    int value = 0;
    for (int i = at + 1; i <= at + digits; i++) {
      int digit = Character.digit(escaped.charAt(i), 16);
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        return 0;
      }
      value = value * 16 + digit;
    }
    if (kind == 'x') {
      bytes.write(value);
    } else if (Character.isValidCodePoint(value)) {
      bytes.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
    } else {
      return 0;
    }
    return 1 + digits;
  }
}
