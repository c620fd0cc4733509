package io.scaletest.common.datafile;

/**
 * Strings in double quotes with backslash escapes, exactly as Go's {@code strconv.Quote} and {@code
 * %q} write them, whatever the character.
 *
 * <p>What Go escapes outside ASCII is what its tables call not printable. Those tables, not the
 * JDK's, decide here: the JDK's change with its version. A UTF-16 surrogate without its other half
 * is written as U+FFFD, the replacement character, since no Go string could hold it.
 *
 * <p><i>Source:</i> contract, "Data CSV". Stateless and safe for use by many threads.
 */
public final class GoQuote {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int REPLACEMENT = 0xFFFD;

  private GoQuote() {}

  /** Returns {@code value} quoted. */
  public static String quote(CharSequence value) {
    var quoted = new StringBuilder(value.length() + 2);
    append(quoted, value);
    return quoted.toString();
  }

  /**
   * Appends {@code value} quoted. Allocates nothing, but what {@code target} needs to grow and, at
   * the first character beyond ASCII, the table.
   */
  public static void append(StringBuilder target, CharSequence value) {
    target.append('"');
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c < 0x7F) {
        if (c == '"' || c == '\\') {
          target.append('\\');
        }
        target.append(c);
      } else if (c < 0x80) {
        appendControl(target, c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
        appendBeyondAscii(target, Character.toCodePoint(c, value.charAt(i)));
      } else {
        appendBeyondAscii(target, Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    target.append('"');
  }

  private static void appendControl(StringBuilder target, char c) {
    target.append('\\');
    switch (c) {
      case 0x07 -> target.append('a');
      case '\b' -> target.append('b');
      case '\f' -> target.append('f');
      case '\n' -> target.append('n');
      case '\r' -> target.append('r');
      case '\t' -> target.append('t');
      case 0x0B -> target.append('v');
      default -> appendHex(target.append('x'), c, 2);
    }
  }

  private static void appendBeyondAscii(StringBuilder target, int codePoint) {
    if (GoPrintable.isPrintable(codePoint)) {
      target.appendCodePoint(codePoint);
    } else if (codePoint <= 0xFFFF) {
      appendHex(target.append("\\u"), codePoint, 4);
    } else {
      appendHex(target.append("\\U"), codePoint, 8);
    }
  }

  private static void appendHex(StringBuilder target, int value, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      target.append(HEX[(value >> shift) & 0xF]);
    }
  }
}
