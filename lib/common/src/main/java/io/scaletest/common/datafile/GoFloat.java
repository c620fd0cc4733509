package io.scaletest.common.datafile;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floating-point numbers as Go's {@code %g} and {@code %G} write them: the fewest digits that read
 * back as the same number, with an exponent from a million on and below a ten-thousandth.
 *
 * <p><i>Source:</i> Go's {@code strconv.FormatFloat} with precision -1; the originals write rates
 * so. Java's own text has other digits and other limits.
 */
public final class GoFloat {
  private static final int LEAST_PLAIN_EXPONENT = -4;
  private static final int LEAST_LARGE_EXPONENT = 6;
  private static final int EXPONENT_DIGITS = 2;

  /** Enough for every double. */
  private static final int MAX_DIGITS = 17;

  private GoFloat() {}

  /** Returns a finite number as {@code %g} writes it: {@code 1e+06}. */
  public static String lower(double value) {
    return format(value, 'e');
  }

  /** Returns a finite number as {@code %G} writes it: {@code 1E+06}. */
  public static String upper(double value) {
    return format(value, 'E');
  }

  private static String format(double value, char exponentMark) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("must be finite, got " + value);
    }
    String sign = Double.compare(value, 0.0) < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    if (exponent >= LEAST_PLAIN_EXPONENT && exponent < LEAST_LARGE_EXPONENT) {
      return sign + shortest.toPlainString();
    }
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String power = Integer.toString(Math.abs(exponent));
    return sign
        + digits.charAt(0)
        + fraction
        + exponentMark
        + (exponent < 0 ? '-' : '+')
        + "0".repeat(Math.max(0, EXPONENT_DIGITS - power.length()))
        + power;
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }
}
