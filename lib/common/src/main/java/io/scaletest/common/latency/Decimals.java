package io.scaletest.common.latency;

/** Numbers for people. Locale-independent, and cheaper at a start than {@code String.format}. */
public final class Decimals {
  private static final String[] UNITS = {" ns", " µs", " ms", " s"};

  private Decimals() {}

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

  /** Returns a duration to three significant digits in the unit that suits it: {@code 1.93 ms}. */
  public static String duration(long ns) {
    double value = ns;
    int unit = 0;
    while (Math.abs(value) >= 999.5 && unit < UNITS.length - 1) {
      value /= 1_000;
      unit++;
    }
    double magnitude = Math.abs(value);
    int places = unit == 0 || magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2;
    return fixed(value, places) + UNITS[unit];
  }
}
