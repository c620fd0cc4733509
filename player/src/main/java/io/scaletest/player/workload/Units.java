package io.scaletest.player.workload;

import io.scaletest.common.text.DurationText;
import java.util.Map;

/** Reads amounts with units, which the grammar has let pass. */
final class Units {
  private static final Map<String, Double> BYTES =
      Map.of("", 1.0, "k", 1e3, "M", 1e6, "Ki", 1024.0, "Mi", 1024.0 * 1024);
  private static final Map<Character, Double> SECONDS = Map.of('s', 1.0, 'm', 60.0, 'h', 3_600.0);

  private Units() {}

  /** Returns a rate per second of {@code 200/s}, {@code 30/m} or {@code 5/h}. */
  static double rate(String text) {
    int slash = text.indexOf('/');
    return Double.parseDouble(text.substring(0, slash)) / SECONDS.get(text.charAt(slash + 1));
  }

  /** Returns the nanoseconds of {@code 1m30s}. */
  static double ns(String text) {
    return DurationText.parse(text).toNanos();
  }

  /** Returns the bytes of {@code 2Ki}. */
  static double bytes(String text) {
    int end = text.length();
    while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    return Double.parseDouble(text.substring(0, end)) * BYTES.get(text.substring(end));
  }

  /** Returns the bytes a second of {@code 1Ki/s}. */
  static double bytesPerSecond(String text) {
    return Math.max(1, bytes(text.substring(0, text.length() - "/s".length())));
  }

  /** Returns 0.001 of {@code 0.1%}. */
  static double share(String text) {
    return Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
  }
}
