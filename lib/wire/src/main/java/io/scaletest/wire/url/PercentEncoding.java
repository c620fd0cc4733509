package io.scaletest.wire.url;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Percent-encoding of one segment of a path or one value of a query. What is written has neither a
 * blank nor a plus sign, so that it means the same in a path and in a query.
 *
 * <p><i>Source:</i> RFC 3986, section 2.
 */
public final class PercentEncoding {
  private static final String HEX = "0123456789ABCDEF";
  private static final int RADIX = 16;

  private PercentEncoding() {}

  /** Returns {@code text} with all but RFC 3986's unreserved characters percent-encoded. */
  public static String encoded(String text) {
    int plain = 0;
    while (plain < text.length() && isUnreserved(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, plain);
    for (byte b : text.substring(plain).getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isUnreserved(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      }
    }
    return encoded.toString();
  }

  /**
   * Returns the text that {@code encoded} stands for; a plus sign stays one, and bytes that are not
   * UTF-8 become U+FFFD.
   *
   * @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits
   */
  public static String decoded(String encoded) {
    return encoded.indexOf('%') < 0
        ? encoded
        : new String(decodedBytes(encoded), StandardCharsets.UTF_8);
  }

  /**
   * Returns the bytes that {@code encoded} stands for, for those who must know whether they are
   * UTF-8.
   *
   * @throws IllegalArgumentException as {@link #decoded} does
   */
  public static byte[] decodedBytes(String encoded) {
    byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], RADIX) : -1;
        int low = high >= 0 ? Character.digit(bytes[i + 2], RADIX) : -1;
        if (low < 0) {
          throw new IllegalArgumentException("a percent sign without two hexadecimal digits");
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        bytes[length++] = bytes[i];
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  private static boolean isUnreserved(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
