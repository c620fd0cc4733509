package io.scaletest.common.cli;

import java.util.Set;
import picocli.CommandLine.ITypeConverter;

/**
 * Picocli converters that take booleans and numbers as Go's package flag does: numbers are decimal,
 * or have the prefix 0x, 0o, 0b or 0, and may have underscores between digits.
 */
final class GoValue {
  private static final int LONGEST_PREFIX = 2;

  private GoValue() {}

  /** Converts to {@code boolean}. <i>Source:</i> Go's {@code strconv.ParseBool}. */
  static final class ToBoolean implements ITypeConverter<Boolean> {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    @Override
    public Boolean convert(String value) {
      if (TRUE.contains(value)) {
        return true;
      }
      if (FALSE.contains(value)) {
        return false;
      }
      throw new IllegalArgumentException("must be true or false");
    }
  }

  /** Converts to {@code long}. <i>Source:</i> Go's {@code strconv.ParseInt} with base 0. */
  static final class ToLong implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return parse(value);
    }
  }

  /** Converts to {@code int}; Go's int has 64 bits, so more than 32 is refused, not cut. */
  static final class ToInt implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      long number = parse(value);
      if (number != (int) number) {
        throw new IllegalArgumentException("must be from -2147483648 to 2147483647");
      }
      return (int) number;
    }
  }

  /**
   * Converts to {@code double}, by {@link Double#valueOf} without what only Java allows: suffixes
   * of a type and blanks. Go's {@code inf} and {@code nan} are refused: no option has a use for
   * them, and each would have to ask. <i>Source:</i> Go's {@code strconv.ParseFloat}.
   */
  static final class ToDouble implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      String digits = withoutUnderscores(value, "must be a number");
      if (digits.isEmpty() || "dDfF ".indexOf(digits.charAt(digits.length() - 1)) >= 0) {
        throw new IllegalArgumentException("must be a number");
      }
      double number;
      try {
        number = digits.charAt(0) <= ' ' ? Double.NaN : Double.parseDouble(digits);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("must be a number", e);
      }
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("must be a finite number");
      }
      return number;
    }
  }

  private static long parse(String value) {
    String rule = "must be a whole number";
    String number = withoutUnderscores(value, rule);
    int signEnd = signEnd(number);
    int base = 10;
    int prefixEnd = signEnd;
    if (number.length() > signEnd + 1 && number.charAt(signEnd) == '0') {
      prefixEnd = signEnd + LONGEST_PREFIX;
      switch (number.charAt(signEnd + 1)) {
        case 'x', 'X' -> base = 16;
        case 'o', 'O' -> base = 8;
        case 'b', 'B' -> base = 2;
        default -> {
          base = 8;
          prefixEnd = signEnd + 1;
        }
      }
    }
    for (int i = prefixEnd; i < number.length(); i++) {
      // Java's parser would take a second sign, and digits of other scripts.
      if (!isDigit(number.charAt(i), base)) {
        throw new IllegalArgumentException(rule);
      }
    }
    try {
      return Long.parseLong(number.substring(0, signEnd) + number.substring(prefixEnd), base);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(rule, e);
    }
  }

  /**
   * Returns the number without its underscores, each of which must stand between digits; a prefix
   * counts as a digit. <i>Source:</i> Go's {@code strconv.underscoreOK}.
   */
  private static String withoutUnderscores(String number, String rule) {
    int from = signEnd(number);
    boolean prefixed =
        number.startsWith("0", from)
            && number.length() > from + 1
            && "xXoObB".indexOf(number.charAt(from + 1)) >= 0;
    int base = prefixed && Character.toLowerCase(number.charAt(from + 1)) == 'x' ? 16 : 10;
    boolean behindDigit = prefixed;
    boolean behindUnderscore = false;
    for (int i = prefixed ? from + LONGEST_PREFIX : from; i < number.length(); i++) {
      boolean digit = isDigit(number.charAt(i), base);
      boolean underscore = number.charAt(i) == '_';
      if (underscore ? !behindDigit : behindUnderscore && !digit) {
        throw new IllegalArgumentException(rule);
      }
      behindDigit = digit;
      behindUnderscore = underscore;
    }
    if (behindUnderscore) {
      throw new IllegalArgumentException(rule);
    }
    return number.replace("_", "");
  }

  private static int signEnd(String number) {
    return number.startsWith("-") || number.startsWith("+") ? 1 : 0;
  }

  private static boolean isDigit(char c, int base) {
    return c < 128 && Character.digit(c, base) >= 0;
  }
}
