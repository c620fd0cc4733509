package io.scaletest.common.latency;

/** The rule for names of series: they are tags in the histogram log and keys in the summary. */
public final class SeriesName {
  private SeriesName() {}

  /** Returns {@code name} if it is letters, digits, dots, dashes and underscores. */
  public static String check(String name) {
    boolean valid = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_');
    }
    if (!valid) {
      throw new IllegalArgumentException(
          "name: must be letters, digits, dots, dashes and underscores, got \"" + name + "\"");
    }
    return name;
  }
}
